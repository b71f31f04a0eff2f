package dev.plumbline.engine.checkpoint.backbone;

import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.graph.GraphValue;
import dev.plumbline.engine.plan.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells the inputs of a U-Net's graph apart: by name, and where that is unusual by shape. */
final class InputClassifier {

  /** Part of the names of what ControlNets and adapters add to the skip connections. */
  private static final String RESIDUAL = "additional_residual";

  private static final Set<Long> TIME_ID_COUNTS = Set.of(5L, 6L);

  /** What is known about inputs that nothing supplies. */
  private static final Map<String, String> FOREIGN_INPUTS = new LinkedHashMap<>();

  static {
    FOREIGN_INPUTS.put(
        "class_labels", "the class or noise level of a class-conditional U-Net or upscaler");
    FOREIGN_INPUTS.put("image_embeds", "the image embeddings of an IP-Adapter");
    FOREIGN_INPUTS.put("controlnet_cond", "the picture a ControlNet is conditioned on");
    FOREIGN_INPUTS.put("conditioning_scale", "the strength of a ControlNet");
    FOREIGN_INPUTS.put("encoder_attention_mask", "a mask over the prompt embeddings");
    FOREIGN_INPUTS.put("attention_mask", "a mask over the tokens");
    FOREIGN_INPUTS.put("hint", "the picture a ControlNet is conditioned on");
    FOREIGN_INPUTS.put("added_cond_kwargs", "further conditioning");
  }

  private final GraphIndex index;
  private final List<GraphValue> left;
  private final Map<InputRole, GraphValue> found = new EnumMap<>(InputRole.class);
  private final List<GraphValue> residuals = new ArrayList<>();

  private InputClassifier(GraphIndex index, List<GraphValue> consumed) {
    this.index = index;
    this.left = new ArrayList<>(consumed);
  }

  /**
   * Classifies inputs.
   *
   * @param index the graph
   * @param consumed its required inputs that some node reads
   * @throws UserError if an input is missing, cannot be told apart, has an unusable type, or is one
   *     that nothing supplies
   */
  static InputClassifier of(GraphIndex index, List<GraphValue> consumed) {
    InputClassifier classifier = new InputClassifier(index, consumed);
    classifier.takeResiduals();
    for (InputRole role : InputRole.values()) {
      classifier.takeByName(role);
    }
    classifier.takeSizeConditioningByShape();
    classifier.takeByShape(InputRole.SAMPLE);
    classifier.takeByShape(InputRole.ENCODER_HIDDEN_STATES);
    classifier.takeByShape(InputRole.TIMESTEP);
    if (!classifier.left.isEmpty()) {
      throw classifier.surplus(classifier.left.get(0));
    }
    return classifier;
  }

  /** Returns the inputs by what they are for. */
  Map<InputRole, GraphValue> found() {
    return found;
  }

  /** Returns the inputs that are added to skip connections. */
  List<GraphValue> residuals() {
    return residuals;
  }

  /** Residuals are zero where there is no ControlNet; that is so only where they are just added. */
  private void takeResiduals() {
    for (GraphValue input : List.copyOf(left)) {
      if (!input.name().contains(RESIDUAL)) {
        continue;
      }
      boolean added =
          input.isFloat()
              && index.nodes().stream()
                  .filter(node -> node.inputs().contains(input.name()))
                  .allMatch(node -> node.is("Add"));
      if (!added || index.nodes().stream().anyMatch(n -> n.captured().contains(input.name()))) {
        throw new UserError(
            index.file()
                + " has the input "
                + input
                + " (residuals of a ControlNet or adapter), and does more with it than add it."
                + " Only added residuals can be fed zeros. Export the U-Net without a ControlNet.");
      }
      residuals.add(input);
      left.remove(input);
    }
  }

  private void takeByName(InputRole role) {
    GraphValue unusable = null;
    for (String name : role.names()) {
      for (GraphValue input : List.copyOf(left)) {
        if (!InputRole.plainName(input.name()).equals(name)) {
          continue;
        }
        if (role.fits(input)) {
          found.put(role, input);
          left.remove(input);
          return;
        }
        if (unusable == null && rolesCalled(name) == 1) {
          unusable = input;
        }
      }
    }
    if (unusable != null) {
      throw new UserError(
          index.file()
              + " has the input "
              + unusable
              + ", but it must be "
              + role.wanted()
              + ". Export the U-Net with float32 or float16 inputs.");
    }
  }

  private static long rolesCalled(String name) {
    return Arrays.stream(InputRole.values()).filter(role -> role.names().contains(name)).count();
  }

  /** SDXL's pair is known by the width of one of them; a lone [N,W] might be anything. */
  private void takeSizeConditioningByShape() {
    List<GraphValue> pairs = candidates(InputRole.TEXT_EMBEDS);
    boolean none =
        !found.containsKey(InputRole.TEXT_EMBEDS) && !found.containsKey(InputRole.TIME_IDS);
    List<GraphValue> ids = pairs.stream().filter(InputClassifier::isTimeIds).toList();
    if (none && pairs.size() == 2 && ids.size() == 1) {
      left.removeAll(pairs);
      found.put(InputRole.TIME_IDS, ids.get(0));
      found.put(
          InputRole.TEXT_EMBEDS, pairs.get(0).equals(ids.get(0)) ? pairs.get(1) : pairs.get(0));
    }
  }

  private static boolean isTimeIds(GraphValue value) {
    return value.dims().filter(dims -> TIME_ID_COUNTS.contains(dims.get(1))).isPresent();
  }

  private void takeByShape(InputRole role) {
    if (found.containsKey(role)) {
      return;
    }
    List<GraphValue> candidates = candidates(role);
    if (candidates.size() != 1) {
      throw new UserError(
          index.file()
              + (candidates.isEmpty()
                  ? " has no input '" + role.usualName() + "' (" + role.wanted() + ")"
                  : " has several inputs that could be '" + role.usualName() + "': " + candidates)
              + "; its inputs are "
              + index.requiredInputs()
              + ". Is it a U-Net? Export it with the input names sample, timestep and"
              + " encoder_hidden_states.");
    }
    found.put(role, candidates.get(0));
    left.remove(candidates.get(0));
  }

  /** Names that another role goes by are not up for grabs. */
  private List<GraphValue> candidates(InputRole role) {
    return left.stream().filter(role::fits).filter(input -> !isKnown(input.name())).toList();
  }

  private static boolean isKnown(String name) {
    String plain = InputRole.plainName(name);
    return FOREIGN_INPUTS.containsKey(plain) || rolesCalled(plain) > 0;
  }

  private UserError surplus(GraphValue input) {
    String meaning = FOREIGN_INPUTS.get(InputRole.plainName(input.name()));
    return new UserError(
        index.file()
            + " needs the input "
            + input
            + (meaning == null ? "" : " (" + meaning + ")")
            + ", which nothing supplies: what can be supplied is "
            + Arrays.stream(InputRole.values())
                .map(InputRole::usualName)
                .reduce((one, other) -> one + ", " + other)
                .orElseThrow()
            + " and zeros for a ControlNet's residuals. Export the U-Net without that input, or"
            + " under one of these names if it is one of them.");
  }
}

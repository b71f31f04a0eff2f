package dev.plumbline.engine.checkpoint.backbone;

import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.graph.GraphValue;
import dev.plumbline.engine.plan.Listed;
import dev.plumbline.engine.plan.UserError;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells the inputs of a network's graph apart: by name, and where that is unusual by shape. */
final class InputClassifier {

  private static final Set<Long> TIME_ID_COUNTS = Set.of(5L, 6L);

  /** What exporters call weights; inputs of networks have names without dots. */
  private static final Pattern WEIGHT_NAMES =
      Pattern.compile("\\.(weight|bias)$|^onnx::[A-Za-z]+_[0-9]+$");

  private static final int NAMED = 10;

  private final Signature signature;
  private final GraphIndex index;
  private final List<GraphValue> left;
  private final Map<InputRole, GraphValue> found = new EnumMap<>(InputRole.class);
  private final List<GraphValue> residuals = new ArrayList<>();

  private InputClassifier(Signature signature, GraphIndex index, List<GraphValue> consumed) {
    this.signature = signature;
    this.index = index;
    this.left = new ArrayList<>(consumed);
  }

  /**
   * Classifies inputs.
   *
   * @param signature how the family of the network calls its inputs
   * @param index the graph
   * @param consumed its required inputs that some node reads
   * @throws UserError if an input is missing, cannot be told apart, has an unusable type, or is one
   *     that nothing supplies
   */
  static InputClassifier of(Signature signature, GraphIndex index, List<GraphValue> consumed) {
    InputClassifier classifier = new InputClassifier(signature, index, consumed);
    classifier.refuseWeights();
    classifier.takeResiduals();
    signature.inputs().forEach(classifier::takeByName);
    classifier.takeSizeConditioningByShape();
    for (InputRole role : signature.required()) {
      classifier.takeByShape(signature.rule(role).orElseThrow());
    }
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

  /** An export without weights has them as inputs, by the hundred. */
  private void refuseWeights() {
    List<String> weights =
        left.stream()
            .map(GraphValue::name)
            .filter(name -> WEIGHT_NAMES.matcher(name).find())
            .toList();
    if (!weights.isEmpty()) {
      throw new UserError(
          String.format(
              "%s lacks its weights: it was exported without them, and has %d inputs in their place"
                  + " (%s). Export the %s with its weights: torch.onnx.export has export_params=True"
                  + " for it.",
              index.file(), weights.size(), Listed.of(weights, NAMED), signature.network()));
    }
  }

  /** Residuals are zero where there is no ControlNet; that is so only where they are just added. */
  private void takeResiduals() {
    for (GraphValue input : List.copyOf(left)) {
      if (!input.name().contains(signature.residual())) {
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
                + " Only added residuals can be fed zeros. Export the "
                + signature.network()
                + " without a ControlNet.");
      }
      residuals.add(input);
      left.remove(input);
    }
  }

  private void takeByName(InputRule rule) {
    GraphValue unusable = null;
    for (String name : rule.names()) {
      for (GraphValue input : List.copyOf(left)) {
        if (!InputRule.plainName(input.name()).equals(name)) {
          continue;
        }
        if (rule.fits(input)) {
          found.put(rule.role(), input);
          left.remove(input);
          return;
        }
        if (unusable == null && signature.rolesCalled(name) == 1) {
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
              + rule.wanted()
              + ". Export the "
              + signature.network()
              + " with float32 or float16 inputs.");
    }
  }

  /** SDXL's pair is known by the width of one of them; a lone [N,W] might be anything. */
  private void takeSizeConditioningByShape() {
    Optional<InputRule> pooled = signature.rule(InputRole.POOLED_PROMPT);
    if (pooled.isEmpty() || signature.rule(InputRole.TIME_IDS).isEmpty()) {
      return;
    }
    List<GraphValue> pairs = candidates(pooled.get());
    boolean none =
        !found.containsKey(InputRole.POOLED_PROMPT) && !found.containsKey(InputRole.TIME_IDS);
    List<GraphValue> ids = pairs.stream().filter(InputClassifier::isTimeIds).toList();
    if (none && pairs.size() == 2 && ids.size() == 1) {
      left.removeAll(pairs);
      found.put(InputRole.TIME_IDS, ids.get(0));
      found.put(
          InputRole.POOLED_PROMPT, pairs.get(0).equals(ids.get(0)) ? pairs.get(1) : pairs.get(0));
    }
  }

  private static boolean isTimeIds(GraphValue value) {
    return value.dims().filter(dims -> TIME_ID_COUNTS.contains(dims.get(1))).isPresent();
  }

  private void takeByShape(InputRule rule) {
    if (found.containsKey(rule.role())) {
      return;
    }
    List<GraphValue> candidates = candidates(rule);
    if (candidates.isEmpty() && rule.role() == InputRole.PROMPT) {
      refuseUnconditional(rule);
    }
    if (candidates.size() != 1) {
      throw new UserError(
          index.file()
              + (candidates.isEmpty()
                  ? " has no input '" + rule.usualName() + "' (" + rule.wanted() + ")"
                  : " has several inputs that could be '"
                      + rule.usualName()
                      + "': "
                      + listed(candidates))
              + "; its inputs are "
              + listed(index.requiredInputs())
              + ". Is it a "
              + signature.network()
              + "? Export it with the input names "
              + usualNames()
              + ".");
    }
    found.put(rule.role(), candidates.get(0));
    left.remove(candidates.get(0));
  }

  /** Where all inputs are known for what they are, none is the prompt under another name. */
  private void refuseUnconditional(InputRule prompt) {
    boolean isTold =
        found.containsKey(InputRole.SAMPLE)
            && found.containsKey(InputRole.TIMESTEP)
            && left.stream().allMatch(input -> isKnown(input.name()))
            && index.requiredInputs().stream()
                .noneMatch(input -> prompt.names().contains(InputRule.plainName(input.name())));
    if (isTold) {
      throw new UserError(
          String.format(
              "Not supported: %s is an unconditional %s. Its inputs are %s, and none is the embeddings"
                  + " of a prompt; only those of text-to-image models can be audited.",
              index.file(), signature.network(), listed(index.requiredInputs())));
    }
  }

  private static String listed(List<GraphValue> inputs) {
    return inputs.isEmpty()
        ? "none"
        : Listed.of(inputs.stream().map(GraphValue::toString).toList(), NAMED);
  }

  /** The usual names of what every graph of the family has, for a sentence. */
  private String usualNames() {
    List<String> names =
        signature.required().stream()
            .sorted()
            .map(role -> signature.rule(role).orElseThrow().usualName())
            .toList();
    int last = names.size() - 1;
    return String.join(", ", names.subList(0, last)) + " and " + names.get(last);
  }

  /** Names that another role goes by are not up for grabs. */
  private List<GraphValue> candidates(InputRule rule) {
    return left.stream().filter(rule::fits).filter(input -> !isKnown(input.name())).toList();
  }

  private boolean isKnown(String name) {
    String plain = InputRule.plainName(name);
    return signature.foreign().containsKey(plain) || signature.rolesCalled(plain) > 0;
  }

  private UserError surplus(GraphValue input) {
    String meaning = signature.foreign().get(InputRule.plainName(input.name()));
    return new UserError(
        index.file()
            + " needs the input "
            + input
            + (meaning == null ? "" : " (" + meaning + ")")
            + ", which nothing supplies: what can be supplied is "
            + signature.inputs().stream()
                .map(InputRule::usualName)
                .reduce((one, other) -> one + ", " + other)
                .orElseThrow()
            + " and zeros for a ControlNet's residuals. Export the "
            + signature.network()
            + " without that input, or"
            + " under one of these names if it is one of them.");
  }
}

package dev.plumbline.engine.checkpoint;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.plumbline.engine.plan.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a U-Net's graph is fed and what it returns.
 *
 * @param sample the noisy latents [N,C,h,w]; FLOAT or FLOAT16
 * @param timestep the timestep: a scalar, [1] or [N]; FLOAT, FLOAT16, DOUBLE, INT32 or INT64
 * @param encoderHiddenStates the prompt embeddings [N,S,D]; FLOAT or FLOAT16
 * @param noise the output with the predicted noise [N,C,h,w]
 * @param unconsumed inputs the file lists although no node uses them, such as {@code return_dict};
 *     their values change nothing, and ONNX Runtime runs without them
 */
public record UnetInterface(
    GraphValue sample,
    GraphValue timestep,
    GraphValue encoderHiddenStates,
    GraphValue noise,
    List<GraphValue> unconsumed) {

  private static final List<String> SAMPLE_NAMES =
      List.of("sample", "latent_model_input", "latents");
  private static final List<String> TIMESTEP_NAMES = List.of("timestep", "timesteps");
  private static final List<String> CONTEXT_NAMES = List.of("encoder_hidden_states", "context");
  private static final List<String> NOISE_NAMES =
      List.of("out_sample", "latent", "noise_pred", "sample");
  private static final Set<DataType> TIMESTEP_TYPES =
      Set.of(DataType.FLOAT, DataType.FLOAT16, DataType.DOUBLE, DataType.INT32, DataType.INT64);

  /** What is known about inputs of other kinds of U-Nets. */
  private static final Map<String, String> FOREIGN_INPUTS =
      Map.of(
          "text_embeds", "the pooled prompt embeddings of SDXL",
          "time_ids", "the size conditioning of SDXL",
          "timestep_cond", "the guidance embedding of an LCM",
          "class_labels", "class or noise-level conditioning",
          "added_cond_kwargs", "further conditioning");

  /** Copies the list. */
  public UnetInterface {
    unconsumed = List.copyOf(unconsumed);
  }

  /**
   * Tells a U-Net's inputs apart, by their names and where those are not the usual ones by rank and
   * element type.
   *
   * @param index the graph
   * @return its inputs and its output
   * @throws UserError if an input is missing, cannot be told apart or has an unusable type, or if
   *     the graph needs an input that nothing supplies; the message names it
   */
  public static UnetInterface of(GraphIndex index) {
    Set<String> consumed =
        index.nodes().stream()
            .flatMap(node -> Stream.concat(node.inputs().stream(), node.captured().stream()))
            .collect(Collectors.toUnmodifiableSet());
    List<GraphValue> left = new ArrayList<>(index.requiredInputs());
    List<GraphValue> unconsumed =
        left.stream().filter(input -> !consumed.contains(input.name())).toList();
    left.removeAll(unconsumed);

    GraphValue sample =
        take(index, left, SAMPLE_NAMES, v -> v.isFloat() && v.mayHaveRank(4), "FLOAT [N,C,h,w]");
    GraphValue context =
        take(index, left, CONTEXT_NAMES, v -> v.isFloat() && v.mayHaveRank(3), "FLOAT [N,S,D]");
    GraphValue timestep =
        take(
            index,
            left,
            TIMESTEP_NAMES,
            v -> TIMESTEP_TYPES.contains(v.elementType()) && (v.mayHaveRank(0) || v.mayHaveRank(1)),
            "a FLOAT or INT64 scalar, [1] or [N]");
    if (!left.isEmpty()) {
      throw new UserError(surplus(index, left.get(0)));
    }
    return new UnetInterface(sample, timestep, context, noiseOutput(index), unconsumed);
  }

  /** Returns how many channels the latents must have; empty where the graph takes any number. */
  public OptionalInt latentChannels() {
    return fixed(sample, 1);
  }

  /** Returns the only batch size the graph takes; empty where it takes any. */
  public OptionalInt fixedBatch() {
    return fixed(sample, 0);
  }

  /** Returns the only height of latents the graph takes; empty where it takes others. */
  public OptionalInt fixedHeight() {
    return fixed(sample, 2);
  }

  /** Returns the only width of latents the graph takes; empty where it takes others. */
  public OptionalInt fixedWidth() {
    return fixed(sample, 3);
  }

  /** Returns the only number of prompt tokens the graph takes; empty where it takes others. */
  public OptionalInt fixedTokens() {
    return fixed(encoderHiddenStates, 1);
  }

  /** Returns the width D of the prompt embeddings; empty where the file does not say. */
  public OptionalInt contextWidth() {
    return fixed(encoderHiddenStates, 2);
  }

  private static OptionalInt fixed(GraphValue value, int axis) {
    long size = value.dims().map(dims -> dims.get(axis)).orElse(GraphValue.DYNAMIC);
    return size == GraphValue.DYNAMIC ? OptionalInt.empty() : OptionalInt.of(Math.toIntExact(size));
  }

  private static GraphValue take(
      GraphIndex index,
      List<GraphValue> left,
      List<String> names,
      Predicate<GraphValue> usable,
      String wanted) {
    for (String name : names) {
      for (GraphValue input : left) {
        if (input.name().equals(name)) {
          if (!usable.test(input)) {
            throw new UserError(
                index.file()
                    + " has the input "
                    + input
                    + ", but it must be "
                    + wanted
                    + ". Export the U-Net with float32 or float16 inputs.");
          }
          left.remove(input);
          return input;
        }
      }
    }
    // Names that another role goes by are not up for grabs.
    List<GraphValue> candidates =
        left.stream().filter(usable).filter(input -> !isKnown(input.name())).toList();
    if (candidates.size() != 1) {
      throw new UserError(
          index.file()
              + (candidates.isEmpty()
                  ? " has no input '" + names.get(0) + "' (" + wanted + ")"
                  : " has several inputs that could be '" + names.get(0) + "': " + candidates)
              + "; its inputs are "
              + index.requiredInputs()
              + ". Is it a U-Net? Export it with the input names sample, timestep and"
              + " encoder_hidden_states.");
    }
    left.remove(candidates.get(0));
    return candidates.get(0);
  }

  private static boolean isKnown(String name) {
    return SAMPLE_NAMES.contains(name)
        || TIMESTEP_NAMES.contains(name)
        || CONTEXT_NAMES.contains(name)
        || FOREIGN_INPUTS.containsKey(name);
  }

  private static String surplus(GraphIndex index, GraphValue input) {
    String meaning = FOREIGN_INPUTS.get(input.name());
    return index.file()
        + " needs the input "
        + input
        + (meaning == null ? "" : " (" + meaning + ")")
        + ", which cannot be supplied yet: only the noisy latents, the timestep and the prompt"
        + " embeddings are. Audit a U-Net exported without it.";
  }

  private static GraphValue noiseOutput(GraphIndex index) {
    List<GraphValue> outputs =
        index.outputs().stream().filter(output -> output.mayHaveRank(4)).toList();
    for (String name : NOISE_NAMES) {
      for (GraphValue output : outputs) {
        if (output.name().equals(name)) {
          return output;
        }
      }
    }
    if (outputs.size() != 1) {
      throw new UserError(
          index.file()
              + " has no output that is clearly the predicted noise [N,C,h,w]: its outputs are "
              + index.outputs()
              + ". Export the U-Net with the output name out_sample.");
    }
    return outputs.get(0);
  }
}

package dev.plumbline.engine.checkpoint.backbone;

import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.graph.GraphValue;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a network's graph is fed and what it returns.
 *
 * @param sample the noisy latents [N,C,h,w], with the channels of an inpainting or editing U-Net
 *     behind them; FLOAT or FLOAT16
 * @param timestep the timestep: a scalar, [1] or [N]; FLOAT, FLOAT16, DOUBLE, INT32 or INT64
 * @param encoderHiddenStates the prompt embeddings [N,S,D]; FLOAT or FLOAT16
 * @param textEmbeds SDXL's pooled prompt embeddings [N,D]; FLOAT or FLOAT16
 * @param timeIds SDXL's size conditioning [N,6], the refiner's [N,5]; of a type as the timestep has
 * @param timestepCond an LCM's embedding of the guidance scale [N,W]; FLOAT or FLOAT16
 * @param residuals what a ControlNet or adapter would add to skip connections; FLOAT or FLOAT16
 * @param noise the output with the prediction [N,C,h,w]
 * @param unconsumed inputs the file lists although no node uses them, such as {@code return_dict};
 *     their values change nothing, and ONNX Runtime runs without them
 */
public record NetworkInterface(
    GraphValue sample,
    GraphValue timestep,
    GraphValue encoderHiddenStates,
    Optional<GraphValue> textEmbeds,
    Optional<GraphValue> timeIds,
    Optional<GraphValue> timestepCond,
    List<GraphValue> residuals,
    GraphValue noise,
    List<GraphValue> unconsumed) {

  /** Copies the lists. */
  public NetworkInterface {
    residuals = List.copyOf(residuals);
    unconsumed = List.copyOf(unconsumed);
  }

  /**
   * Tells the inputs of a graph apart, as the family of its network calls them.
   *
   * @param index the graph
   * @return its inputs and its output
   * @throws dev.plumbline.engine.plan.UserError if an input is missing, cannot be told apart or has
   *     an unusable type, or if the graph needs an input that nothing supplies; the message names
   *     it
   */
  public static NetworkInterface of(GraphIndex index) {
    return Backbones.of(index).network(index);
  }

  /** Returns how many channels the sample must have; empty where the graph takes any number. */
  public OptionalInt sampleChannels() {
    return fixed(sample, 1);
  }

  /** Returns how many channels the prediction has; empty where the file does not say. */
  public OptionalInt noiseChannels() {
    return fixed(noise, 1);
  }

  /** Returns the only batch size the graph takes; empty where it takes any. */
  public OptionalInt fixedBatch() {
    IntStream perImage =
        Stream.of(
                Stream.of(sample, encoderHiddenStates),
                textEmbeds.stream(),
                timeIds.stream(),
                timestepCond.stream())
            .flatMap(values -> values)
            .map(value -> fixed(value, 0))
            .flatMapToInt(OptionalInt::stream);
    // a timestep of [1] serves a batch of any size
    IntStream timesteps = fixed(timestep, 0).stream().filter(size -> size > 1);
    return IntStream.concat(perImage, timesteps).findFirst();
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

  /** Returns the width D of the pooled prompt embeddings; empty where the file does not say. */
  public OptionalInt pooledWidth() {
    return width(textEmbeds);
  }

  /** Returns the number of time ids; empty where the file does not say. */
  public OptionalInt timeIdCount() {
    return width(timeIds);
  }

  /** Returns the width W of the guidance embedding; empty where the file does not say. */
  public OptionalInt guidanceWidth() {
    return width(timestepCond);
  }

  private static OptionalInt width(Optional<GraphValue> value) {
    return value.map(present -> fixed(present, 1)).orElse(OptionalInt.empty());
  }

  static OptionalInt fixed(GraphValue value, int axis) {
    long size =
        value
            .dims()
            .filter(dims -> dims.size() > axis)
            .map(dims -> dims.get(axis))
            .orElse(GraphValue.DYNAMIC);
    return size == GraphValue.DYNAMIC ? OptionalInt.empty() : OptionalInt.of(Math.toIntExact(size));
  }
}

package dev.plumbline.engine.checkpoint.graph;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import java.util.Optional;

/**
 * A constant tensor of a graph, without its data.
 *
 * @param name its name
 * @param dims its dimensions
 * @param elementType the type of its elements
 * @param external where the data are when they are not in the model file
 * @param integers the values, of a few whole numbers such as a shape is; empty of anything else
 */
public record Initializer(
    String name,
    List<Long> dims,
    DataType elementType,
    Optional<ExternalLocation> external,
    List<Long> integers) {

  /** Copies the lists. */
  public Initializer {
    dims = List.copyOf(dims);
    integers = List.copyOf(integers);
  }

  /** Returns how many elements it has, or the largest number where there are more. */
  public long elements() {
    return GraphLimits.product(dims);
  }

  /**
   * Data in a file beside the model.
   *
   * @param location the file, relative to the model's folder
   * @param offset where the data start, in bytes
   * @param length how many bytes there are; -1 where the model does not say
   */
  public record ExternalLocation(String location, long offset, long length) {}
}

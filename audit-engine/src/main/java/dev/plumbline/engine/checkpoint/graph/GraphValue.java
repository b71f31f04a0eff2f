package dev.plumbline.engine.checkpoint.graph;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import java.util.Optional;

/**
 * An input or output of a graph, as the file declares it.
 *
 * @param name its name
 * @param elementType the type of its elements; {@link DataType#UNDEFINED} for anything but a dense
 *     tensor
 * @param dims its dimensions, {@link #DYNAMIC} where one is not fixed; empty where the file does
 *     not even say how many there are
 */
public record GraphValue(String name, DataType elementType, Optional<List<Long>> dims) {

  /** Stands for a dimension that is chosen when the graph runs. */
  public static final long DYNAMIC = -1;

  /** Copies the dimensions. */
  public GraphValue {
    dims = dims.map(List::copyOf);
  }

  /** Returns whether the value has, or may have, that many dimensions. */
  public boolean mayHaveRank(int rank) {
    return dims.isEmpty() || dims.get().size() == rank;
  }

  /** Returns whether the elements are floating-point numbers a tensor can be made of. */
  public boolean isFloat() {
    return elementType == DataType.FLOAT || elementType == DataType.FLOAT16;
  }

  /** Returns the value for people: {@code timestep INT64 [?, 4]}. */
  @Override
  public String toString() {
    String shape =
        dims.map(
                sizes ->
                    sizes.stream()
                        .map(size -> size == DYNAMIC ? "?" : Long.toString(size))
                        .toList()
                        .toString())
            .orElse("of unknown rank");
    return name + " " + elementType + " " + shape;
  }
}

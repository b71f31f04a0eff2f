package dev.plumbline.engine.checkpoint.graph;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The constants that a session of a graph holds in memory. ONNX Runtime computes what depends on
 * constants alone once, when the session is made, and then gives up what only those nodes used: a
 * weight may be a Constant node, tiled of a small tensor, or cast from half precision.
 *
 * <p>Sizes only are followed, through the operators that exporters put on weights; what another one
 * makes of constants counts as its largest input.
 */
public final class LoadedConstants {

  private final Map<String, Initializer> constants = new HashMap<>();
  private final Map<String, Initializer> held = new LinkedHashMap<>();

  private LoadedConstants() {}

  /**
   * Finds a graph's constants.
   *
   * @param index the graph
   * @return what every run uses: initialisers, and under the names of their values what is computed
   */
  public static Collection<Initializer> of(GraphIndex index) {
    LoadedConstants loaded = new LoadedConstants();
    index.initializers().forEach(tensor -> loaded.constants.put(tensor.name(), tensor));
    index.nodes().forEach(loaded::add);
    index.outputs().forEach(output -> loaded.hold(output.name()));
    return loaded.held.values();
  }

  private void add(GraphNode node) {
    Set<String> used = new LinkedHashSet<>(node.inputs());
    used.addAll(node.captured());
    used.remove("");
    if (isComputedOnce(node, used)) {
      node.outputs().forEach(output -> constants.put(output, named(output, result(node))));
    } else {
      used.forEach(this::hold);
    }
  }

  private void hold(String value) {
    Initializer constant = constants.get(value);
    if (constant != null) {
      held.put(constant.name(), constant);
    }
  }

  /** Quantised weights stay as they are: the kernels take them. */
  private boolean isComputedOnce(GraphNode node, Set<String> used) {
    return node.is("Constant")
        || (!used.isEmpty()
            && constants.keySet().containsAll(used)
            && node.captured().isEmpty()
            && !node.opType().equals("DequantizeLinear")
            && !node.opType().startsWith("Random"));
  }

  /** A copy is the tensor that it was made of. */
  private static Initializer named(String name, Initializer result) {
    return result.name().isEmpty()
        ? new Initializer(
            name, result.dims(), result.elementType(), result.external(), result.integers())
        : result;
  }

  private Initializer result(GraphNode node) {
    List<Initializer> inputs =
        node.inputs().stream().map(constants::get).filter(Objects::nonNull).toList();
    if (inputs.isEmpty() || node.is("Constant")) { // which has no inputs where it is sound
      return node.tensor().orElse(tensor(List.of(), DataType.FLOAT, List.of()));
    }
    Initializer first = inputs.get(0);
    DataType type = first.elementType();
    return switch (node.opType()) {
      case "Identity" -> first;
      case "Cast" -> tensor(first.dims(), node.elementType(), first.integers());
      case "Shape" -> tensor(List.of((long) first.dims().size()), DataType.INT64, first.dims());
      case "ConstantOfShape" ->
          tensor(
              first.integers(),
              node.tensor().map(Initializer::elementType).orElse(DataType.FLOAT),
              List.of());
      case "Transpose" -> tensor(transposed(first.dims(), node.permutation()), type, List.of());
      case "Concat" -> concatenated(inputs);
      case "Tile" -> tensor(tiled(first.dims(), at(inputs, 1).integers()), type, List.of());
      case "Expand" -> tensor(broadcast(first.dims(), at(inputs, 1).integers()), type, List.of());
      case "Reshape" -> tensor(reshaped(first, at(inputs, 1).integers()), type, first.integers());
      case "Squeeze", "Unsqueeze", "Flatten" ->
          tensor(List.of(first.elements()), type, first.integers());
      case "Slice" -> tensor(sliced(node, first.dims()), type, List.of());
      case "Add", "Sub", "Mul", "Div", "Pow" ->
          tensor(broadcast(first.dims(), at(inputs, 1).dims()), type, List.of());
      case "Where" ->
          tensor(
              broadcast(at(inputs, 1).dims(), at(inputs, 2).dims()),
              at(inputs, 1).elementType(),
              List.of());
      default ->
          tensor(
              inputs.stream()
                  .max((a, b) -> Long.compare(a.elements(), b.elements()))
                  .orElseThrow()
                  .dims(),
              type,
              List.of());
    };
  }

  /** Of inputs that a node lacks, which cannot run then, the last stands for them. */
  private static Initializer at(List<Initializer> inputs, int position) {
    return inputs.get(Math.min(position, inputs.size() - 1));
  }

  private static Initializer tensor(List<Long> dims, DataType type, List<Long> integers) {
    return new Initializer("", dims, type, Optional.empty(), integers);
  }

  private static Initializer concatenated(List<Initializer> inputs) {
    List<Long> integers = new ArrayList<>();
    for (Initializer input : inputs) {
      if (integers.size() <= GraphLimits.INTEGERS) { // shapes of shapes could double for ever
        integers.addAll(input.integers());
      }
    }
    long elements = 0;
    for (Initializer input : inputs) {
      elements = Math.min(elements + input.elements(), Long.MAX_VALUE / 2);
    }
    return tensor(
        List.of(elements),
        inputs.get(0).elementType(),
        integers.size() == elements ? integers : List.of());
  }

  private static List<Long> transposed(List<Long> dims, List<Long> permutation) {
    List<Long> result = new ArrayList<>();
    for (int i = 0; i < dims.size(); i++) {
      result.add(
          dims.get(
              permutation.size() == dims.size()
                  ? permutation.get(i).intValue()
                  : dims.size() - 1 - i));
    }
    return result;
  }

  private static List<Long> tiled(List<Long> dims, List<Long> repeats) {
    List<Long> result = new ArrayList<>(dims);
    for (int i = 0; i < Math.min(dims.size(), repeats.size()); i++) {
      result.set(i, GraphLimits.times(dims.get(i), repeats.get(i)));
    }
    return result;
  }

  private static List<Long> broadcast(List<Long> one, List<Long> other) {
    List<Long> result = new ArrayList<>();
    int rank = Math.max(one.size(), other.size());
    for (int i = 0; i < rank; i++) {
      int a = i - (rank - one.size());
      int b = i - (rank - other.size());
      result.add(Math.max(a < 0 ? 1 : one.get(a), b < 0 ? 1 : other.get(b)));
    }
    return result;
  }

  /** Of a size that is not known here, all that matters stays: how many elements there are. */
  private static List<Long> reshaped(Initializer tensor, List<Long> shape) {
    boolean plain = !shape.isEmpty() && shape.stream().allMatch(size -> size > 0);
    return plain ? shape : List.of(tensor.elements());
  }

  private List<Long> sliced(GraphNode node, List<Long> dims) {
    List<Long> starts = integers(node, 1);
    List<Long> ends = integers(node, 2);
    List<Long> axes = integers(node, 3);
    List<Long> steps = integers(node, 4);
    List<Long> result = new ArrayList<>(dims);
    for (int i = 0; i < Math.min(starts.size(), ends.size()); i++) {
      long axis = i < axes.size() ? axes.get(i) : i;
      int at = (int) (axis < 0 ? axis + dims.size() : axis);
      long step = i < steps.size() ? steps.get(i) : 1;
      if (at >= 0 && at < dims.size() && step > 0) {
        long size = dims.get(at);
        long length = clamp(ends.get(i), size) - clamp(starts.get(i), size);
        result.set(at, Math.max(0, (length + step - 1) / step));
      }
    }
    return result;
  }

  private static long clamp(long position, long size) {
    return Math.max(0, Math.min(size, position < 0 ? position + size : position));
  }

  private List<Long> integers(GraphNode node, int input) {
    return input < node.inputs().size() && !node.inputs().get(input).isEmpty()
        ? constants.get(node.inputs().get(input)).integers()
        : List.of();
  }
}

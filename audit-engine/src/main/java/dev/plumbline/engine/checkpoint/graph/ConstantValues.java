package dev.plumbline.engine.checkpoint.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The values of a graph that are the same in every run: its initialisers, its Constant nodes, and
 * what is computed from nothing else.
 */
public final class ConstantValues {

  /** What copies values, whatever their order and shape. */
  private static final Set<String> COPIES =
      Set.of("Identity", "Cast", "Transpose", "Reshape", "Squeeze", "Unsqueeze", "Flatten");

  /** Through how many operators in a row a form is followed. */
  private static final int MOST_STEPS = 200;

  private static final Set<String> ELEMENTWISE = Set.of("Add", "Sub", "Mul", "Div");

  /** Types that count things, and are never trained. */
  private static final Set<DataType> COUNTS =
      Set.of(
          DataType.INT64,
          DataType.INT32,
          DataType.UINT32,
          DataType.UINT64,
          DataType.BOOL,
          DataType.STRING);

  /**
   * What is known of a constant without computing it.
   *
   * @param dims its dimensions
   * @param type the type of its elements
   */
  public record Form(List<Long> dims, DataType type) {

    public Form {
      dims = List.copyOf(dims);
    }

    long elements() {
      return GraphLimits.product(dims);
    }
  }

  private final Map<String, TensorProto> tensors = new HashMap<>();
  private final Map<String, NodeProto> producers = new HashMap<>();
  private final Map<String, Form> declared = new HashMap<>();
  private final Map<String, Optional<Form>> forms = new HashMap<>();
  private int following;

  /** For each constant the numbers it is made of; numbers that only count are left out. */
  private final Map<String, Set<String>> sources = new HashMap<>();

  /**
   * Finds the constants.
   *
   * @param graph a graph; large tensors need no data
   */
  public ConstantValues(GraphProto graph) {
    for (TensorProto tensor : graph.getInitializerList()) {
      addTensor(tensor.getName(), tensor);
    }
    for (NodeProto node : graph.getNodeList()) {
      node.getOutputList().forEach(output -> producers.put(output, node));
      Optional<TensorProto> value = valueOf(node);
      if (value.isPresent()) {
        addTensor(node.getOutput(0), value.get());
      } else if (isOfConstants(node)) {
        Set<String> of = new LinkedHashSet<>();
        node.getInputList().forEach(input -> of.addAll(sourcesOf(input)));
        node.getOutputList().forEach(output -> sources.put(output, of));
      }
    }
    for (ValueInfoProto value : graph.getValueInfoList()) {
      form(value).ifPresent(form -> declared.put(value.getName(), form));
    }
  }

  private void addTensor(String name, TensorProto tensor) {
    tensors.put(name, tensor);
    boolean counts = COUNTS.contains(TensorHeader.dataType(tensor.getDataType()));
    sources.put(name, counts ? Set.of() : Set.of(name));
  }

  /** Stored order is a running order, so everything the node uses has been seen. */
  private boolean isOfConstants(NodeProto node) {
    return node.getAttributeList().stream().noneMatch(ConstantValues::isGraph)
        && (node.getOpType().equals("Constant")
            || node.getInputList().stream().anyMatch(input -> !input.isEmpty()))
        && node.getInputList().stream().allMatch(input -> input.isEmpty() || isConstant(input));
  }

  static boolean isGraph(AttributeProto attribute) {
    return attribute.hasG() || attribute.getGraphsCount() > 0;
  }

  /** Returns the tensor in a Constant node. */
  private static Optional<TensorProto> valueOf(NodeProto node) {
    return node.getOpType().equals("Constant")
        ? node.getAttributeList().stream()
            .filter(attribute -> attribute.getName().equals("value") && attribute.hasT())
            .map(AttributeProto::getT)
            .findFirst()
        : Optional.empty();
  }

  private static Optional<Form> form(ValueInfoProto value) {
    List<Long> dims = new ArrayList<>();
    value
        .getType()
        .getTensorType()
        .getShape()
        .getDimList()
        .forEach(dim -> dims.add(dim.hasDimValue() ? dim.getDimValue() : GraphValue.DYNAMIC));
    return value.getType().getTensorType().hasShape() && !dims.contains(GraphValue.DYNAMIC)
        ? Optional.of(
            new Form(dims, TensorHeader.dataType(value.getType().getTensorType().getElemType())))
        : Optional.empty();
  }

  public boolean isConstant(String value) {
    return sources.containsKey(value);
  }

  /** Returns the tensors of numbers that a constant is made of, by the names of their values. */
  public Set<String> sourcesOf(String value) {
    return sources.getOrDefault(value, Set.of());
  }

  /** Returns whether a constant is made of a tensor of more than one number. */
  public boolean hasManyNumbers(String value) {
    return sourcesOf(value).stream()
        .anyMatch(source -> tensors.get(source).getDimsList().stream().anyMatch(dim -> dim != 1));
  }

  public Optional<NodeProto> producer(String value) {
    return Optional.ofNullable(producers.get(value));
  }

  /** Returns whether a value is stored, as an initialiser or in a Constant node. */
  boolean isStored(String value) {
    return tensors.containsKey(value);
  }

  /** Returns the stored tensor that a constant is a copy of; empty where it is computed. */
  public Optional<String> stored(String value) {
    String original = value;
    Set<String> seen = new HashSet<>(); // a damaged graph may copy in a circle
    while (!isStored(original)) {
      NodeProto node = producers.get(original);
      if (node == null
          || !COPIES.contains(node.getOpType())
          || node.getInputCount() == 0
          || !seen.add(original)) {
        return Optional.empty();
      }
      original = node.getInput(0);
    }
    return Optional.of(original);
  }

  /** Returns the form of a constant; empty where it would have to be computed. */
  public Optional<Form> form(String value) {
    Optional<Form> known = forms.get(value);
    if (known == null) {
      if (following == MOST_STEPS) {
        return Optional.empty();
      }
      following++;
      known = followed(value);
      following--;
      forms.put(value, known);
    }
    return known;
  }

  private Optional<Form> followed(String value) {
    if (tensors.containsKey(value)) {
      TensorProto tensor = tensors.get(value);
      return Optional.of(
          new Form(tensor.getDimsList(), TensorHeader.dataType(tensor.getDataType())));
    }
    if (declared.containsKey(value)) {
      return Optional.of(declared.get(value));
    }
    NodeProto node = producers.get(value);
    if (node == null || node.getInputCount() < (takesTwo(node) ? 2 : 1)) {
      return Optional.empty();
    }
    if (ELEMENTWISE.contains(node.getOpType())) {
      return form(node.getInput(0))
          .flatMap(one -> form(node.getInput(1)).flatMap(other -> broadcast(one, other)));
    }
    Optional<Form> input = form(node.getInput(0));
    return switch (node.getOpType()) {
      case "Identity" -> input;
      case "Cast" ->
          input.map(
              form ->
                  new Form(
                      form.dims(), TensorHeader.dataType(Math.toIntExact(integer(node, "to")))));
      case "Transpose" -> input.map(form -> transposed(form, node));
      case "Reshape" -> reshaped(node);
      default -> Optional.empty();
    };
  }

  private static boolean takesTwo(NodeProto node) {
    return ELEMENTWISE.contains(node.getOpType()) || node.getOpType().equals("Reshape");
  }

  private static Optional<Form> broadcast(Form one, Form other) {
    int rank = Math.max(one.dims().size(), other.dims().size());
    List<Long> dims = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      long a = fromEnd(one, rank - i);
      long b = fromEnd(other, rank - i);
      if (a != b && a != 1 && b != 1) {
        return Optional.empty();
      }
      dims.add(Math.max(a, b));
    }
    return Optional.of(new Form(dims, one.type()));
  }

  private static long fromEnd(Form form, int position) {
    int index = form.dims().size() - position;
    return index < 0 ? 1 : form.dims().get(index);
  }

  private static Form transposed(Form form, NodeProto node) {
    List<Long> dims = new ArrayList<>();
    List<Long> order =
        node.getAttributeList().stream()
            .filter(attribute -> attribute.getName().equals("perm"))
            .map(AttributeProto::getIntsList)
            .findFirst()
            .orElse(List.of());
    if (order.isEmpty()) {
      dims.addAll(form.dims());
      Collections.reverse(dims);
    } else {
      order.forEach(axis -> dims.add(form.dims().get(Math.toIntExact(axis))));
    }
    return new Form(dims, form.type());
  }

  /** The wanted sizes say it all, unless one of them is left open. */
  private Optional<Form> reshaped(NodeProto node) {
    Optional<List<Long>> wanted = integers(node.getInput(1));
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    Optional<Form> input = form(node.getInput(0));
    List<Long> dims = new ArrayList<>(wanted.get());
    for (int i = 0; i < dims.size(); i++) {
      if (dims.get(i) == 0) {
        if (input.isEmpty() || i >= input.get().dims().size()) {
          return Optional.empty();
        }
        dims.set(i, input.get().dims().get(i));
      }
    }
    int open = dims.indexOf(-1L);
    if (open >= 0) {
      if (input.isEmpty()) {
        return Optional.empty();
      }
      dims.set(open, 1L);
      dims.set(open, input.get().elements() / dims.stream().reduce(1L, Math::multiplyExact));
    }
    return typeOf(node.getInput(0)).map(type -> new Form(dims, type));
  }

  /** Returns the type of a constant whose form may be unknown: that of what it is made of. */
  private Optional<DataType> typeOf(String value) {
    Optional<Form> known = form(value);
    if (known.isPresent()) {
      return known.map(Form::type);
    }
    Set<DataType> types = new LinkedHashSet<>();
    sourcesOf(value)
        .forEach(source -> types.add(TensorHeader.dataType(tensors.get(source).getDataType())));
    return types.size() == 1 ? types.stream().findFirst() : Optional.empty();
  }

  /** Returns the whole numbers of a stored tensor that is small enough to be in the model. */
  private Optional<List<Long>> integers(String value) {
    TensorProto tensor = tensors.get(value);
    if (tensor == null || tensor.getDataType() != DataType.INT64.getNumber()) {
      return Optional.empty();
    }
    if (!tensor.hasRawData()) {
      return Optional.of(tensor.getInt64DataList());
    }
    List<Long> numbers = new ArrayList<>();
    ByteBuffer bytes = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.remaining() >= Long.BYTES) {
      numbers.add(bytes.getLong());
    }
    return Optional.of(numbers);
  }

  /** Returns a whole number among a node's attributes; 0 where it is not there. */
  public static long integer(NodeProto node, String name) {
    return node.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals(name))
        .mapToLong(AttributeProto::getI)
        .findFirst()
        .orElse(0);
  }
}

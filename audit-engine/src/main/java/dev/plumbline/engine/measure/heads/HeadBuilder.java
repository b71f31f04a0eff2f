package dev.plumbline.engine.measure.heads;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes nodes into a graph (or a branch of an {@code If}). Every name it makes begins with its
 * prefix, so that profiles attribute the cost of what is added.
 */
public final class HeadBuilder {

  /** What the names of everything begin with that is added to a network's graph. */
  static final String ADDED = "audit/";

  private final GraphProto.Builder graph;
  private final String prefix;
  private final int opset;

  public HeadBuilder(GraphProto.Builder graph, String prefix, int opset) {
    this.graph = graph;
    this.prefix = prefix;
    this.opset = opset;
  }

  /** Adds a node with one output and returns the output's name. */
  public String node(
      String name, String operator, List<String> inputs, AttributeProto... attributes) {
    String output = prefix + name;
    graph.addNode(
        NodeProto.newBuilder()
            .setName(output)
            .setOpType(operator)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(List.of(attributes)));
    return output;
  }

  /** Adds a sum or mean over one axis, which is kept with length 1. */
  String reduce(String name, String operator, String input, int axis) {
    boolean axesAreInput = opset >= (operator.equals("ReduceSum") ? 13 : 18);
    return axesAreInput
        ? node(name, operator, List.of(input, constant(name + "/axes", axis)))
        : node(name, operator, List.of(input), ints("axes", axis));
  }

  /** Adds an int64 vector. */
  public String constant(String name, long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      bytes.putLong(value);
    }
    return initializer(name, TensorProto.DataType.INT64, bytes, values.length);
  }

  /** Adds a float vector. */
  public String constant(String name, float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return initializer(name, TensorProto.DataType.FLOAT, bytes, values.length);
  }

  private String initializer(String name, TensorProto.DataType type, ByteBuffer bytes, int length) {
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName(prefix + name)
            .setDataType(type.getNumber())
            .addDims(length)
            .setRawData(ByteString.copyFrom(bytes.flip())));
    return prefix + name;
  }

  /** Adds a graph input of any size. */
  public String input(String name, TensorProto.DataType type, int rank) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (int axis = 0; axis < rank; axis++) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(prefix + name + "/" + axis));
    }
    graph.addInput(
        ValueInfoProto.newBuilder()
            .setName(prefix + name)
            .setType(
                TypeProto.newBuilder()
                    .setTensorType(
                        TypeProto.Tensor.newBuilder()
                            .setElemType(type.getNumber())
                            .setShape(shape))));
    return prefix + name;
  }

  /** Makes a value an output of the graph. */
  public void output(String value) {
    graph.addOutput(ValueInfoProto.newBuilder().setName(value));
  }

  /**
   * Adds an {@code If}: where the condition does not hold, its outputs are empty float vectors and
   * cost nothing.
   *
   * @param name the node's name
   * @param condition a bool scalar
   * @param outputs the names of the outputs without prefix
   * @param branch writes the branch
   */
  void onlyIf(String name, String condition, List<String> outputs, Consumer<HeadBuilder> branch) {
    either(name, condition, outputs, branch, otherwise -> outputs.forEach(otherwise::nothing));
    outputs.forEach(output -> output(prefix + output));
  }

  /**
   * Adds an {@code If} whose branches make the same outputs.
   *
   * @param name the node's name
   * @param condition a bool of one element
   * @param outputs the names of the outputs without prefix
   * @param then writes the branch that is taken where the condition holds
   * @param otherwise writes the other one
   */
  void either(
      String name,
      String condition,
      List<String> outputs,
      Consumer<HeadBuilder> then,
      Consumer<HeadBuilder> otherwise) {
    NodeProto.Builder node =
        NodeProto.newBuilder().setName(prefix + name).setOpType("If").addInput(condition);
    outputs.forEach(output -> node.addOutput(prefix + output));
    graph.addNode(
        node.addAttribute(inner("then_branch", name, "then/", List.of(), outputs, then))
            .addAttribute(inner("else_branch", name, "else/", List.of(), outputs, otherwise)));
  }

  /**
   * Adds a {@code Scan}: values that are handed from one slice of some others to the next.
   *
   * @param name the node's name
   * @param states the values before the first slice, by what the body calls them
   * @param slices what is cut along its first axis, by what the body calls a slice of it
   * @param outputs the values after the last slice, without prefix, one for each state
   * @param body makes the outputs of the states and of a slice; what it calls its inputs has its
   *     prefix
   */
  void scan(
      String name,
      Map<String, String> states,
      Map<String, String> slices,
      List<String> outputs,
      Consumer<HeadBuilder> body) {
    NodeProto.Builder node = NodeProto.newBuilder().setName(prefix + name).setOpType("Scan");
    node.addAllInput(states.values()).addAllInput(slices.values());
    outputs.forEach(output -> node.addOutput(prefix + output));
    List<String> inputs = new ArrayList<>(states.keySet());
    inputs.addAll(slices.keySet());
    graph.addNode(
        node.addAttribute(integer("num_scan_inputs", slices.size()))
            .addAttribute(inner("body", name, "each/", inputs, outputs, body)));
  }

  /** Returns the full name of something that was called so here. */
  String called(String name) {
    return prefix + name;
  }

  private AttributeProto inner(
      String attribute,
      String name,
      String innerPrefix,
      List<String> inputs,
      List<String> outputs,
      Consumer<HeadBuilder> writer) {
    String inside = prefix + innerPrefix;
    GraphProto.Builder inner = GraphProto.newBuilder().setName(prefix + name + "/" + attribute);
    inputs.forEach(input -> inner.addInput(ValueInfoProto.newBuilder().setName(inside + input)));
    writer.accept(new HeadBuilder(inner, inside, opset));
    outputs.forEach(o -> inner.addOutput(ValueInfoProto.newBuilder().setName(inside + o)));
    return AttributeProto.newBuilder()
        .setName(attribute)
        .setType(AttributeProto.AttributeType.GRAPH)
        .setG(inner)
        .build();
  }

  /** Adds an empty float vector. */
  private void nothing(String name) {
    node(
        name,
        "Constant",
        List.of(),
        AttributeProto.newBuilder()
            .setName("value")
            .setType(AttributeProto.AttributeType.TENSOR)
            .setT(
                TensorProto.newBuilder()
                    .setDataType(TensorProto.DataType.FLOAT.getNumber())
                    .addDims(0))
            .build());
  }

  public static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  /** Returns the permutation that makes rows of the columns of matrices. */
  static AttributeProto turn() {
    return ints("perm", 0, 2, 1);
  }

  static AttributeProto ints(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }
}

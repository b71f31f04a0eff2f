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
import java.util.List;
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
   * @param outputs the names of the outputs without prefix; the branch makes one with "then/"
   *     before each
   * @param branch writes the branch
   */
  void onlyIf(String name, String condition, List<String> outputs, Consumer<HeadBuilder> branch) {
    GraphProto.Builder then = GraphProto.newBuilder().setName(prefix + name + "/then");
    branch.accept(new HeadBuilder(then, prefix + "then/", opset));
    GraphProto.Builder otherwise = GraphProto.newBuilder().setName(prefix + name + "/else");
    NodeProto.Builder node =
        NodeProto.newBuilder().setName(prefix + name).setOpType("If").addInput(condition);
    for (String output : outputs) {
      then.addOutput(ValueInfoProto.newBuilder().setName(prefix + "then/" + output));
      otherwise.addOutput(ValueInfoProto.newBuilder().setName(prefix + "else/" + output));
      otherwise.addNode(
          NodeProto.newBuilder()
              .setName(prefix + "else/" + output)
              .setOpType("Constant")
              .addOutput(prefix + "else/" + output)
              .addAttribute(
                  AttributeProto.newBuilder()
                      .setName("value")
                      .setType(AttributeProto.AttributeType.TENSOR)
                      .setT(
                          TensorProto.newBuilder()
                              .setDataType(TensorProto.DataType.FLOAT.getNumber())
                              .addDims(0))));
      node.addOutput(prefix + output);
      output(prefix + output);
    }
    graph.addNode(
        node.addAttribute(branch("then_branch", then))
            .addAttribute(branch("else_branch", otherwise)));
  }

  private static AttributeProto branch(String name, GraphProto.Builder graph) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.GRAPH)
        .setG(graph)
        .build();
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

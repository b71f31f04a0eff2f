package dev.plumbline.engine.unets;

import static dev.plumbline.engine.checkpoint.TestModels.node;
import static dev.plumbline.engine.checkpoint.TestModels.value;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** What is appended to a sound model, so that it holds more than a graph may. */
public final class HostileModels {

  private static final String FUNCTIONS = "functions";

  private HostileModels() {}

  private static byte[] field(int number, byte[]... parts) {
    try {
      int length = 0;
      for (byte[] part : parts) {
        length += part.length;
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(length + 12);
      CodedOutputStream output = CodedOutputStream.newInstance(bytes, 16);
      output.writeTag(number, 2);
      output.writeUInt32NoTag(length);
      output.flush();
      for (byte[] part : parts) {
        bytes.write(part);
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] of(GraphProto.Builder graph) {
    return ModelProto.newBuilder().setGraph(graph).build().toByteArray();
  }

  /** Nodes whose subgraphs have a node whose subgraphs have a node, and so on. */
  public static byte[] nestedSubgraphs(int depth) {
    byte[] named = NodeProto.newBuilder().setOpType("If").addOutput("nested").build().toByteArray();
    byte[] graph = new byte[0];
    for (int i = 0; i < depth; i++) {
      byte[] attribute = field(NodeProto.ATTRIBUTE_FIELD_NUMBER, field(6, graph));
      graph = field(GraphProto.NODE_FIELD_NUMBER, named, attribute);
    }
    return field(ModelProto.GRAPH_FIELD_NUMBER, graph);
  }

  /** Groups in one another, of which each takes a byte. */
  public static byte[] nestedGroups(int depth) {
    byte[] groups = new byte[2 * depth];
    for (int i = 0; i < depth; i++) {
      groups[2 * i] = (byte) 0xa3; // field 100 of wire type 3
      groups[2 * i + 1] = 0x06;
    }
    return field(ModelProto.GRAPH_FIELD_NUMBER, groups);
  }

  /** Functions of which each calls the next one twice; the last calls the first if wanted. */
  public static byte[] functions(int depth, boolean inACircle) {
    OperatorSetIdProto onnx = OperatorSetIdProto.newBuilder().setVersion(17).build();
    OperatorSetIdProto own =
        OperatorSetIdProto.newBuilder().setDomain(FUNCTIONS).setVersion(1).build();
    ModelProto.Builder model = ModelProto.newBuilder().addOpsetImport(own);
    for (int i = 0; i < depth; i++) {
      boolean last = i == depth - 1 && !inACircle;
      String next = last ? "Identity" : "f" + (i + 1) % depth;
      model.addFunctions(
          FunctionProto.newBuilder()
              .setName("f" + i)
              .setDomain(FUNCTIONS)
              .addInput("x")
              .addOutput("y")
              .addOpsetImport(onnx)
              .addOpsetImport(own)
              .addNode(node("a", next, List.of("x"), "m").setDomain(last ? "" : FUNCTIONS))
              .addNode(node("b", next, List.of("m"), "y").setDomain(last ? "" : FUNCTIONS)));
    }
    return model
        .setGraph(
            GraphProto.newBuilder()
                .addInput(value("called_on", DataType.FLOAT, 1))
                .addNode(node("call", "f0", List.of("called_on"), "called").setDomain(FUNCTIONS)))
        .build()
        .toByteArray();
  }

  /** Nodes that need what comes of themselves. */
  public static byte[] circle() {
    return of(
        GraphProto.newBuilder()
            .addNode(node("one", "Identity", List.of("chased"), "chasing"))
            .addNode(node("other", "Identity", List.of("chasing"), "chased")));
  }

  /** A node whose name says modules in modules; nothing reads what it makes. */
  public static byte[] nameOfSegments(int segments) {
    return of(
        GraphProto.newBuilder()
            .addNode(
                node(
                    "/a".repeat(segments) + "/Constant",
                    "Identity",
                    List.of("conv_in.bias"),
                    "long_named")));
  }

  /** A node with a name of some length. */
  public static byte[] nameOfLength(int length) {
    return of(
        GraphProto.newBuilder()
            .addNode(node("x".repeat(length), "Identity", List.of("conv_in.bias"), "long_named")));
  }

  /** An input that no node reads. */
  public static byte[] unusedInput(long... dims) {
    return of(GraphProto.newBuilder().addInput(value("unused", DataType.FLOAT, dims)));
  }

  /** A weight of four bytes that says it is larger, or of a negative size. */
  public static byte[] weight(long... dims) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName("boastful")
            .setDataType(DataType.FLOAT.getNumber())
            .setRawData(ByteString.copyFrom(new byte[Float.BYTES]));
    for (long dim : dims) {
      tensor.addDims(dim);
    }
    return of(GraphProto.newBuilder().addInitializer(tensor));
  }

  /** Another version of ONNX's operators. */
  public static byte[] opset(long version) {
    return ModelProto.newBuilder()
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(version))
        .build()
        .toByteArray();
  }

  /**
   * A loop that never ends, in place of what a model returns: its result is added to the model's
   * own, whose node makes it under another name.
   *
   * @param model the model
   * @param output what it returns
   */
  public static ModelProto.Builder endless(ModelProto model, String output) {
    ModelProto.Builder changed = model.toBuilder();
    GraphProto.Builder graph = changed.getGraphBuilder();
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      for (int i = 0; i < node.getOutputCount(); i++) {
        if (node.getOutput(i).equals(output)) {
          node.setOutput(i, output + "_at_first");
        }
      }
      for (int i = 0; i < node.getInputCount(); i++) {
        if (node.getInput(i).equals(output)) {
          node.setInput(i, output + "_at_first");
        }
      }
    }
    GraphProto.Builder body =
        GraphProto.newBuilder()
            .setName("body")
            .addInput(value("iteration", DataType.INT64))
            .addInput(value("goes_on", DataType.BOOL))
            .addNode(node("on", "Identity", List.of("goes_on"), "still_goes_on"))
            .addOutput(value("still_goes_on", DataType.BOOL));
    TensorProto.Builder yes =
        TensorProto.newBuilder()
            .setName("yes")
            .setDataType(DataType.BOOL.getNumber())
            .setRawData(ByteString.copyFrom(new byte[] {1}));
    body.addInput(value("carried", DataType.FLOAT))
        .addNode(node("carry", "Identity", List.of("carried"), "still_carried"))
        .addOutput(value("still_carried", DataType.FLOAT));
    graph
        .addInitializer(yes)
        .addNode(
            node("mean", "ReduceMean", List.of(output + "_at_first"), "mean")
                .addAttribute(
                    AttributeProto.newBuilder()
                        .setName("keepdims")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(0)))
        .addNode(
            node("loop", "Loop", List.of("", "yes", "mean"), "looped")
                .addAttribute(
                    AttributeProto.newBuilder()
                        .setName("body")
                        .setType(AttributeProto.AttributeType.GRAPH)
                        .setG(body)))
        .addNode(node("sum", "Add", List.of(output + "_at_first", "looped"), output));
    return changed;
  }

  /**
   * Recurrent layers over constants, which ONNX Runtime computes while it makes a session: one that
   * nothing can end, and that takes seconds for each of them.
   */
  public static byte[] slowToLoad(int layers) {
    int steps = 20_000;
    int hidden = 512;
    GraphProto.Builder graph = GraphProto.newBuilder();
    filled(graph, "slow_x", steps, 1, 1);
    filled(graph, "slow_w", 1, 4L * hidden, 1);
    filled(graph, "slow_r", 1, 4L * hidden, hidden);
    filled(graph, "slow_h0", 1, 1, hidden);
    for (int i = 0; i < layers; i++) {
      graph.addNode(
          node(
                  "slow" + i,
                  "LSTM",
                  List.of("slow_x", "slow_w", "slow_r", "", "", "slow_h" + i),
                  "",
                  "slow_h" + (i + 1))
              .addAttribute(
                  AttributeProto.newBuilder()
                      .setName("hidden_size")
                      .setType(AttributeProto.AttributeType.INT)
                      .setI(hidden)));
    }
    return of(graph.addOutput(value("slow_h" + layers, DataType.FLOAT, 1, 1, hidden)));
  }

  private static void filled(GraphProto.Builder graph, String name, long... dims) {
    TensorProto.Builder shape =
        TensorProto.newBuilder()
            .setName(name + "_shape")
            .setDataType(DataType.INT64.getNumber())
            .addDims(dims.length);
    for (long dim : dims) {
      shape.addInt64Data(dim);
    }
    graph
        .addInitializer(shape)
        .addNode(node(name, "ConstantOfShape", List.of(name + "_shape"), name));
  }

  /** A constant of whole numbers, packed, a byte each. */
  public static byte[] constantOfIntegers(int count) {
    byte[] attribute =
        AttributeProto.newBuilder()
            .setName("value_ints")
            .setType(AttributeProto.AttributeType.INTS)
            .build()
            .toByteArray();
    byte[] node = node("many", "Constant", List.of(), "many").build().toByteArray();
    return field(
        ModelProto.GRAPH_FIELD_NUMBER,
        field(
            GraphProto.NODE_FIELD_NUMBER,
            node,
            field(NodeProto.ATTRIBUTE_FIELD_NUMBER, attribute, field(8, new byte[count]))));
  }
}

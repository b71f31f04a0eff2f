package dev.plumbline.hostile;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.Random;

/** Graphs in graphs, functions of functions, and loops without end, on the way to the output. */
final class NestedEdits {

  private static final String DOMAIN = "hostile";
  private static final int MOST_NESTED = 90; // protobuf refuses to write or read much more
  private static final int MOST_DOUBLED = 26;

  private NestedEdits() {}

  /** Renames what makes the network's output, and returns the name that it has from then on. */
  private static String intercept(GraphProto.Builder graph, String output) {
    String inner = output + "/hostile";
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      for (int i = 0; i < node.getOutputCount(); i++) {
        if (node.getOutput(i).equals(output)) {
          node.setOutput(i, inner);
        }
      }
    }
    return inner;
  }

  private static AttributeProto.Builder branch(String name, GraphProto.Builder graph) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.GRAPH)
        .setG(graph);
  }

  private static TensorProto.Builder constant(String name, int type, boolean value) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type);
    return type == TensorProto.DataType.BOOL_VALUE
        ? tensor.addInt32Data(value ? 1 : 0)
        : tensor.addInt64Data(Long.MAX_VALUE);
  }

  static void nested(ModelProto.Builder model, Random random) {
    GraphProto.Builder graph = model.getGraphBuilder();
    String output = graph.getOutput(0).getName();
    String inner = intercept(graph, output);
    graph.addInitializer(constant("hostile/yes", TensorProto.DataType.BOOL_VALUE, true));
    int depth = 1 + random.nextInt(MOST_NESTED);
    NodeProto.Builder node =
        NodeProto.newBuilder().setOpType("Identity").addInput(inner).addOutput("hostile/0");
    for (int i = 1; i <= depth; i++) {
      String result = i == depth ? output : "hostile/" + i;
      GraphProto.Builder then =
          GraphProto.newBuilder()
              .setName("then" + i)
              .addNode(node)
              .addOutput(ValueInfoProto.newBuilder().setName("hostile/" + (i - 1)));
      GraphProto.Builder otherwise =
          GraphProto.newBuilder()
              .setName("else" + i)
              .addNode(
                  NodeProto.newBuilder()
                      .setOpType("Identity")
                      .addInput(inner)
                      .addOutput("hostile/else" + i))
              .addOutput(ValueInfoProto.newBuilder().setName("hostile/else" + i));
      node =
          NodeProto.newBuilder()
              .setOpType("If")
              .addInput("hostile/yes")
              .addOutput(result)
              .addAttribute(branch("then_branch", then))
              .addAttribute(branch("else_branch", otherwise));
    }
    graph.addNode(node);
  }

  /** Each function calls the next one twice. */
  static void functions(ModelProto.Builder model, Random random) {
    GraphProto.Builder graph = model.getGraphBuilder();
    String output = graph.getOutput(0).getName();
    String inner = intercept(graph, output);
    int depth = 1 + random.nextInt(MOST_DOUBLED);
    boolean isCircle = random.nextInt(5) == 0;
    OperatorSetIdProto own =
        OperatorSetIdProto.newBuilder().setDomain(DOMAIN).setVersion(1).build();
    model.addOpsetImport(own);
    for (int i = 0; i < depth; i++) {
      boolean isLast = i == depth - 1;
      String next = isLast ? "f0" : "f" + (i + 1);
      FunctionProto.Builder function =
          FunctionProto.newBuilder()
              .setName("f" + i)
              .setDomain(DOMAIN)
              .addInput("x")
              .addOutput("y")
              .addOpsetImport(own)
              .addOpsetImport(model.getOpsetImport(0));
      for (String[] call : new String[][] {{"x", "half"}, {"half", "y"}}) {
        function.addNode(
            NodeProto.newBuilder()
                .setOpType(isLast && !isCircle ? "Neg" : next)
                .setDomain(isLast && !isCircle ? "" : DOMAIN)
                .addInput(call[0])
                .addOutput(call[1]));
      }
      model.addFunctions(function);
    }
    graph.addNode(
        NodeProto.newBuilder().setOpType("f0").setDomain(DOMAIN).addInput(inner).addOutput(output));
  }

  static void endless(ModelProto.Builder model, Random random) {
    GraphProto.Builder graph = model.getGraphBuilder();
    String output = graph.getOutput(0).getName();
    String inner = intercept(graph, output);
    graph
        .addInitializer(constant("hostile/yes", TensorProto.DataType.BOOL_VALUE, true))
        .addInitializer(constant("hostile/ever", TensorProto.DataType.INT64_VALUE, true));
    GraphProto.Builder body =
        GraphProto.newBuilder()
            .setName("body")
            .addInput(value("hostile/i", TensorProto.DataType.INT64_VALUE))
            .addInput(value("hostile/on", TensorProto.DataType.BOOL_VALUE))
            .addInput(value("hostile/x", TensorProto.DataType.FLOAT_VALUE))
            .addOutput(value("hostile/still", TensorProto.DataType.BOOL_VALUE))
            .addOutput(value("hostile/y", TensorProto.DataType.FLOAT_VALUE))
            .addNode(
                NodeProto.newBuilder()
                    .setOpType("Identity")
                    .addInput("hostile/on")
                    .addOutput("hostile/still"))
            .addNode(
                NodeProto.newBuilder()
                    .setOpType(random.nextBoolean() ? "Neg" : "Tanh")
                    .addInput("hostile/x")
                    .addOutput("hostile/y"));
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType("Loop")
            .addInput(random.nextBoolean() ? "hostile/ever" : "")
            .addInput("hostile/yes")
            .addInput(inner)
            .addOutput(output)
            .addAttribute(branch("body", body)));
  }

  private static ValueInfoProto.Builder value(String name, int type) {
    TypeProto.Tensor.Builder tensor = TypeProto.Tensor.newBuilder().setElemType(type);
    if (type != TensorProto.DataType.FLOAT_VALUE) {
      tensor.setShape(TensorShapeProto.getDefaultInstance());
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor));
  }
}

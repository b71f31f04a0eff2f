package dev.plumbline.hostile;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Random;

/** Graphs that are well written, and wrong. */
final class ModelEdits {

  private static final List<Long> SIZES =
      List.of(0L, -1L, -32L, 1L, 3L, 1L << 30, 1L << 31, 1L << 32, 1L << 62, Long.MAX_VALUE);

  private static final List<AttributeProto.AttributeType> TYPES =
      List.of(AttributeProto.AttributeType.values());

  private static final List<String> OPERATORS =
      List.of(
          "Add",
          "MatMul",
          "Conv",
          "Resize",
          "Loop",
          "If",
          "Scan",
          "Reshape",
          "Gather",
          "Einsum",
          "NoSuchOperator",
          "Attention",
          "");

  private static final List<String> LOCATIONS =
      List.of(
          "../model.onnx_data",
          "../../../../../../../../etc/passwd",
          "/etc/passwd",
          "/dev/zero",
          "/proc/self/mem",
          "unet",
          ".",
          "",
          "nothing.bin",
          "model.onnx",
          "a\u0000b",
          "\u202emodel.onnx_data",
          "x".repeat(5_000));

  private ModelEdits() {}

  private static int any(int count, Random random) {
    return random.nextInt(Math.max(1, count));
  }

  private static long size(Random random) {
    return SIZES.get(random.nextInt(SIZES.size()));
  }

  private static NodeProto.Builder anyNode(GraphProto.Builder graph, Random random) {
    return graph.getNodeBuilder(any(graph.getNodeCount(), random));
  }

  private static String anyValue(GraphProto.Builder graph, Random random) {
    NodeProto.Builder node = anyNode(graph, random);
    return node.getOutputCount() == 0 ? "" : node.getOutput(any(node.getOutputCount(), random));
  }

  static void wire(ModelProto.Builder model, Random random) {
    GraphProto.Builder graph = model.getGraphBuilder();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      NodeProto.Builder node = anyNode(graph, random);
      switch (random.nextInt(4)) {
        case 0 -> node.addInput(anyValue(graph, random));
        case 1 -> node.clearInput();
        case 2 -> node.addOutput(anyValue(graph, random));
        default -> {
          if (node.getInputCount() > 0) {
            node.setInput(any(node.getInputCount(), random), anyValue(graph, random));
          }
        }
      }
    }
  }

  static void node(ModelProto.Builder model, Random random) {
    GraphProto.Builder graph = model.getGraphBuilder();
    int node = any(graph.getNodeCount(), random);
    switch (random.nextInt(6)) {
      case 0 -> graph.removeNode(node);
      case 1 -> graph.addNode(any(graph.getNodeCount(), random), graph.getNode(node));
      case 2 -> {
        NodeProto moved = graph.getNode(node);
        graph.removeNode(node);
        graph.addNode(any(graph.getNodeCount(), random), moved);
      }
      case 3 -> graph.getNodeBuilder(node).setDomain(Text.strange(random));
      case 4 -> graph.clearOutput();
      default ->
          graph.getNodeBuilder(node).setOpType(OPERATORS.get(random.nextInt(OPERATORS.size())));
    }
  }

  static void attribute(ModelProto.Builder model, Random random) {
    GraphProto.Builder graph = model.getGraphBuilder();
    List<NodeProto.Builder> nodes =
        graph.getNodeBuilderList().stream().filter(n -> n.getAttributeCount() > 0).toList();
    NodeProto.Builder node = nodes.get(any(nodes.size(), random));
    AttributeProto.Builder attribute =
        node.getAttributeBuilder(any(node.getAttributeCount(), random));
    switch (random.nextInt(5)) {
      case 0 -> attribute.setName(Text.strange(random));
      case 1 -> attribute.setType(TYPES.get(random.nextInt(TYPES.size())));
      case 2 -> attribute.clearInts().clearT().clearI().clearS();
      case 3 -> attribute.setI(size(random)).setF(Float.NaN);
      default -> {
        if (attribute.getIntsCount() == 0) {
          attribute.addInts(size(random));
        } else {
          attribute.setInts(any(attribute.getIntsCount(), random), size(random));
        }
      }
    }
  }

  static void size(ModelProto.Builder model, Random random) {
    GraphProto.Builder graph = model.getGraphBuilder();
    if (random.nextInt(3) == 0) {
      ValueInfoProto.Builder value =
          random.nextBoolean()
              ? graph.getInputBuilder(any(graph.getInputCount(), random))
              : graph.getOutputBuilder(any(graph.getOutputCount(), random));
      TensorShapeProto.Builder shape =
          value.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
      if (shape.getDimCount() == 0 || random.nextInt(4) == 0) {
        shape.addDimBuilder().setDimValue(size(random));
      } else {
        shape.getDimBuilder(any(shape.getDimCount(), random)).setDimValue(size(random));
      }
      return;
    }
    TensorProto.Builder tensor = anyTensor(graph, random);
    switch (random.nextInt(4)) {
      case 0 -> tensor.addDims(size(random));
      case 1 -> tensor.clearDims();
      case 2 -> tensor.setRawData(ByteString.EMPTY);
      default -> {
        if (tensor.getDimsCount() > 0) {
          tensor.setDims(any(tensor.getDimsCount(), random), size(random));
        }
      }
    }
  }

  private static TensorProto.Builder anyTensor(GraphProto.Builder graph, Random random) {
    return graph.getInitializerBuilder(any(graph.getInitializerCount(), random));
  }

  static void type(ModelProto.Builder model, Random random) {
    GraphProto.Builder graph = model.getGraphBuilder();
    int type = random.nextInt(30);
    switch (random.nextInt(3)) {
      case 0 -> anyTensor(graph, random).setDataType(type);
      case 1 ->
          graph
              .getInputBuilder(any(graph.getInputCount(), random))
              .getTypeBuilder()
              .getTensorTypeBuilder()
              .setElemType(type);
      default -> graph.getInputBuilder(any(graph.getInputCount(), random)).clearType();
    }
  }

  static void name(ModelProto.Builder model, Random random) {
    GraphProto.Builder graph = model.getGraphBuilder();
    String name =
        switch (random.nextInt(4)) {
          case 0 -> "/" + "down_blocks.0/".repeat(5_000) + "Conv";
          case 1 -> "down_blocks." + "9".repeat(300) + ".resnets.0.conv2.weight";
          case 2 -> anyValue(graph, random);
          default -> Text.strange(random);
        };
    switch (random.nextInt(6)) {
      case 0 -> anyNode(graph, random).setName(name);
      case 1 -> anyTensor(graph, random).setName(name);
      case 2 -> graph.getInputBuilder(any(graph.getInputCount(), random)).setName(name);
      case 3 -> graph.getOutputBuilder(any(graph.getOutputCount(), random)).setName(name);
      case 4 -> graph.setName(name);
      default ->
          model.addMetadataProps(
              StringStringEntryProto.newBuilder().setKey(name).setValue(Text.strange(random)));
    }
  }

  static void version(ModelProto.Builder model, Random random) {
    switch (random.nextInt(4)) {
      case 0 -> model.setIrVersion(size(random));
      case 1 -> model.getOpsetImportBuilder(0).setVersion(size(random));
      case 2 -> model.clearOpsetImport();
      default ->
          model.addOpsetImportBuilder().setDomain(Text.strange(random)).setVersion(size(random));
    }
  }

  static void location(ModelProto.Builder model, Random random) {
    List<TensorProto.Builder> outside =
        model.getGraphBuilder().getInitializerBuilderList().stream()
            .filter(tensor -> tensor.getExternalDataCount() > 0)
            .toList();
    TensorProto.Builder tensor = outside.get(any(outside.size(), random));
    StringStringEntryProto.Builder entry =
        tensor.getExternalDataBuilder(any(tensor.getExternalDataCount(), random));
    switch (entry.getKey()) {
      case "location" -> entry.setValue(LOCATIONS.get(random.nextInt(LOCATIONS.size())));
      default ->
          entry.setValue(random.nextBoolean() ? Long.toString(size(random)) : Text.strange(random));
    }
  }
}

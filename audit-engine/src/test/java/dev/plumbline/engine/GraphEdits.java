package dev.plumbline.engine;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes of an exported graph what other exporters and tools make of the same U-Net. */
final class GraphEdits {

  private static final String FUNCTIONS = "pkg.functions";

  private GraphEdits() {}

  static ModelProto.Builder read(Path file) {
    try {
      return ModelProto.parseFrom(Files.readAllBytes(file)).toBuilder();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path write(ModelProto.Builder model, Path file) {
    try {
      return Files.write(file, model.build().toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fixes the height and width of what the U-Net takes. */
  static void fixSize(ModelProto.Builder model, long size) {
    fixDim(model, "sample", 2, size);
    fixDim(model, "sample", 3, size);
  }

  /** Fixes how many images the U-Net takes at once. */
  static void fixBatch(ModelProto.Builder model, long images) {
    fixDim(model, "sample", 0, images);
    fixDim(model, "encoder_hidden_states", 0, images);
  }

  /** Multiplies all numbers of a float32 weight. */
  static void scale(ModelProto.Builder model, String weight, float by) {
    TensorProto.Builder tensor =
        model.getGraphBuilder().getInitializerBuilderList().stream()
            .filter(candidate -> candidate.getName().equals(weight))
            .findFirst()
            .orElseThrow();
    ByteBuffer values =
        ByteBuffer.wrap(tensor.getRawData().toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < values.capacity(); i += Float.BYTES) {
      values.putFloat(i, values.getFloat(i) * by);
    }
    tensor.setRawData(ByteString.copyFrom(values.array()));
  }

  /** Fixes how many prompt tokens the U-Net takes. */
  static void fixTokens(ModelProto.Builder model, long count) {
    fixDim(model, "encoder_hidden_states", 1, count);
  }

  private static void fixDim(ModelProto.Builder model, String name, int axis, long size) {
    model
        .getGraphBuilder()
        .getInputBuilderList()
        .forEach(
            input -> {
              if (input.getName().equals(name)) {
                TensorShapeProto.Builder shape =
                    input.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
                shape.getDimBuilder(axis).setDimValue(size);
              }
            });
  }

  /** Lets the U-Net fail on samples of less than some height, of which its shapes say nothing. */
  static void failBelow(ModelProto.Builder model, int height) {
    int entries = 1 << 10;
    model
        .getGraphBuilder()
        .addInitializer(ones("ones", entries))
        .addInitializer(number("height_axis", 2))
        .addInitializer(number("last", entries - 1 + height));
    List<NodeProto> nodes = new ArrayList<>();
    nodes.add(node("sizes", "Shape", List.of("sample"), "sizes"));
    nodes.add(node("height", "Gather", List.of("sizes", "height_axis"), "height"));
    nodes.add(node("entry", "Sub", List.of("last", "height"), "entry"));
    nodes.add(node("one", "Gather", List.of("ones", "entry"), "one"));
    nodes.add(node("checked", "Mul", List.of("sample", "one"), "checked"));
    for (NodeProto node : model.getGraph().getNodeList()) {
      NodeProto.Builder reads = node.toBuilder();
      for (int i = 0; i < node.getInputCount(); i++) {
        if (node.getInput(i).equals("sample")) {
          reads.setInput(i, "checked");
        }
      }
      nodes.add(reads.build());
    }
    model.getGraphBuilder().clearNode().addAllNode(nodes);
  }

  private static TensorProto ones(String name, int size) {
    ByteBuffer ones = ByteBuffer.allocate(size * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (ones.hasRemaining()) {
      ones.putFloat(1);
    }
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(DataType.FLOAT.getNumber())
        .addDims(size)
        .setRawData(ByteString.copyFrom(ones.flip()))
        .build();
  }

  private static TensorProto number(String name, long value) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(DataType.INT64.getNumber())
        .addInt64Data(value)
        .build();
  }

  /** Multiplies the timestep's embedding by a vector of ones that normalises nothing. */
  static void scaleTimeEmbedding(ModelProto.Builder model, String vector, int size) {
    model.getGraphBuilder().addInitializer(ones(vector, size));
    List<NodeProto> nodes = new ArrayList<>();
    for (NodeProto node : model.getGraph().getNodeList()) {
      if (node.getName().equals("/time_embedding/linear_2/Gemm")) {
        String output = node.getOutput(0);
        nodes.add(node.toBuilder().setOutput(0, output + "_unscaled").build());
        nodes.add(node("scaled", "Mul", List.of(output + "_unscaled", vector), output));
      } else {
        nodes.add(node);
      }
    }
    model.getGraphBuilder().clearNode().addAllNode(nodes);
  }

  /** Replaces every Sigmoid by a node of another domain. */
  static void sigmoidsOf(ModelProto.Builder model, String domain) {
    model.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(1));
    model
        .getGraphBuilder()
        .getNodeBuilderList()
        .forEach(
            node -> {
              if (node.getOpType().equals("Sigmoid")) {
                node.setOpType("FastSigmoid").setDomain(domain);
              }
            });
  }

  /** Replaces every Sigmoid by a call of a function of the model's own, as torch exporters do. */
  static void sigmoidsAsFunctions(ModelProto.Builder model) {
    sigmoidsOf(model, FUNCTIONS);
    model.addFunctions(
        FunctionProto.newBuilder()
            .setName("FastSigmoid")
            .setDomain(FUNCTIONS)
            .addInput("x")
            .addOutput("y")
            .addOpsetImport(model.getOpsetImport(0))
            .addNode(node("inner", "Sigmoid", List.of("x"), "y")));
  }

  /** Computes every Sigmoid of a float16 graph in float32. */
  static void sigmoidsInFloat32(ModelProto.Builder model) {
    List<NodeProto> nodes = new ArrayList<>();
    for (NodeProto node : model.getGraph().getNodeList()) {
      if (node.getOpType().equals("Sigmoid")) {
        String x = node.getOutput(0) + "_wide_in";
        String y = node.getOutput(0) + "_wide_out";
        nodes.add(cast(x, node.getInput(0), DataType.FLOAT));
        nodes.add(node.toBuilder().setInput(0, x).setOutput(0, y).build());
        nodes.add(cast(node.getOutput(0), y, DataType.FLOAT16));
      } else {
        nodes.add(node);
      }
    }
    model.getGraphBuilder().clearNode().addAllNode(nodes);
  }

  /** Quantises the weights and outputs of convolutions in the manner of ONNX Runtime's tool. */
  static void quantise(ModelProto.Builder model) {
    Map<String, String> quantised = new HashMap<>();
    List<NodeProto> nodes = new ArrayList<>();
    List<TensorProto> weights = new ArrayList<>();
    for (TensorProto tensor : model.getGraph().getInitializerList()) {
      boolean convolution = tensor.getDimsCount() == 4 && tensor.getName().endsWith(".weight");
      if (convolution) {
        String name = tensor.getName();
        float scale = quantiseTo(tensor, name + "_quantized", weights);
        weights.add(scalar(name + "_scale", scale));
        quantised.put(name, name + "_DequantizeLinear_Output");
        nodes.add(
            node(
                name + "_DequantizeLinear",
                "DequantizeLinear",
                List.of(name + "_quantized", name + "_scale"),
                name + "_DequantizeLinear_Output"));
      } else {
        weights.add(tensor);
      }
    }
    weights.add(scalar("activation_scale", 1 / 256f));
    weights.add(
        TensorProto.newBuilder()
            .setName("activation_zero_point")
            .setDataType(DataType.INT16.getNumber())
            .setRawData(ByteString.copyFrom(new byte[2]))
            .build());
    for (NodeProto node : model.getGraph().getNodeList()) {
      NodeProto.Builder rewired = node.toBuilder();
      for (int i = 0; i < node.getInputCount(); i++) {
        rewired.setInput(i, quantised.getOrDefault(node.getInput(i), node.getInput(i)));
      }
      nodes.add(rewired.build());
      if (node.getOpType().equals("Conv") && !node.getName().contains("conv_out")) {
        String x = node.getOutput(0);
        nodes.add(
            node(
                x + "_QuantizeLinear",
                "QuantizeLinear",
                List.of(x, "activation_scale", "activation_zero_point"),
                x + "_QuantizeLinear_Output"));
        nodes.add(
            node(
                x + "_DequantizeLinear",
                "DequantizeLinear",
                List.of(x + "_QuantizeLinear_Output", "activation_scale", "activation_zero_point"),
                x + "_DequantizeLinear_Output"));
        quantised.put(x, x + "_DequantizeLinear_Output");
      }
    }
    model.getGraphBuilder().clearNode().addAllNode(nodes);
    model.getGraphBuilder().clearInitializer().addAllInitializer(weights);
  }

  private static float quantiseTo(TensorProto tensor, String name, List<TensorProto> into) {
    ByteBuffer values = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    float largest = Float.MIN_NORMAL;
    for (int i = 0; i < values.capacity(); i += Float.BYTES) {
      largest = Math.max(largest, Math.abs(values.getFloat(i)));
    }
    float scale = largest / Byte.MAX_VALUE;
    byte[] bytes = new byte[values.capacity() / Float.BYTES];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(values.getFloat(i * Float.BYTES) / scale);
    }
    into.add(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(DataType.INT8.getNumber())
            .addAllDims(tensor.getDimsList())
            .setRawData(ByteString.copyFrom(bytes))
            .build());
    return scale;
  }

  private static TensorProto scalar(String name, float value) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(DataType.FLOAT.getNumber())
        .addFloatData(value)
        .build();
  }

  private static NodeProto cast(String output, String input, DataType type) {
    return node(output + "_cast", "Cast", List.of(input), output).toBuilder()
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("to")
                .setType(AttributeProto.AttributeType.INT)
                .setI(type.getNumber()))
        .build();
  }

  private static NodeProto node(String name, String op, List<String> inputs, String output) {
    return NodeProto.newBuilder()
        .setName(name)
        .setOpType(op)
        .addAllInput(inputs)
        .addOutput(output)
        .build();
  }
}

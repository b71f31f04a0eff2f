package dev.plumbline.audits;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes a graph whose values are named as the TorchScript exporter names them. */
final class OnnxGraph {

  /** A dimension of any size. */
  static final long DYNAMIC = -1;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("main_graph");
  private final Set<String> names = new HashSet<>();

  /**
   * Adds a node and returns its output: {@code /down_blocks.0/resnets.0/Add_output_0}.
   *
   * @param scope the module the node belongs to, {@code down_blocks.0/resnets.0}; empty for none
   */
  String node(String scope, String operator, List<String> inputs, AttributeProto... attributes) {
    String name = unused((scope.isEmpty() ? "/" : "/" + scope + "/") + operator);
    String output = name + "_output_0";
    add(name, operator, inputs, output, attributes);
    return output;
  }

  /** Makes a value an output of the graph under another name. */
  void output(String value, String name, long... dims) {
    add(unused("/Identity"), "Identity", List.of(value), name);
    graph.addOutput(declaration(name, dims));
  }

  private void add(
      String name,
      String operator,
      List<String> inputs,
      String output,
      AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setName(name)
            .setOpType(operator)
            .addAllInput(inputs)
            .addOutput(output)
            .addAllAttribute(List.of(attributes)));
  }

  private String unused(String name) {
    String free = name;
    for (int i = 1; !names.add(free); i++) {
      free = name + "_" + i;
    }
    return free;
  }

  String input(String name, long... dims) {
    graph.addInput(declaration(name, dims));
    return name;
  }

  /** Adds float32 weights under a name of the state dictionary. */
  String weights(String name, float[] values, long... dims) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return initializer(name, TensorProto.DataType.FLOAT, bytes, dims);
  }

  /** Adds a float32 scalar. */
  String scalar(float value) {
    return weights(unused("onnx::Constant"), new float[] {value});
  }

  /** Adds an int64 scalar. */
  String integer(long value) {
    return longs(new long[] {value});
  }

  /** Adds an int64 vector. */
  String integers(long... values) {
    return longs(values, values.length);
  }

  private String longs(long[] values, long... dims) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      bytes.putLong(value);
    }
    return initializer(unused("onnx::Constant"), TensorProto.DataType.INT64, bytes, dims);
  }

  /** Returns a name for weights that an exporter gave no module's name. */
  String anonymous() {
    return unused("onnx::Conv");
  }

  private String initializer(
      String name, TensorProto.DataType type, ByteBuffer bytes, long... dims) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type.getNumber())
            .setRawData(ByteString.copyFrom(bytes.flip()));
    for (long dim : dims) {
      tensor.addDims(dim);
    }
    graph.addInitializer(tensor);
    return name;
  }

  private static ValueInfoProto declaration(String name, long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dim : dims) {
      TensorShapeProto.Dimension.Builder dimension = TensorShapeProto.Dimension.newBuilder();
      shape.addDim(
          dim == DYNAMIC
              ? dimension.setDimParam(name + "_" + shape.getDimCount())
              : dimension.setDimValue(dim));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(TensorProto.DataType.FLOAT.getNumber())
                        .setShape(shape)))
        .build();
  }

  static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static AttributeProto attributes(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  static AttributeProto attribute(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  /** Writes the model and returns its file. */
  Path write(Path file) {
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
            .setGraph(graph)
            .build();
    try {
      return Files.write(file, model.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.plumbline.engine.checkpoint;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.graph.GraphValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The bundled test models, and parts to build small ones from. */
public final class TestModels {

  static final List<String> VARIANTS =
      List.of("torchscript", "dynamo", "external-data", "timestep-int64-batch", "float16");

  private TestModels() {}

  public static Path variant(String name) {
    return resource("/variants/" + name + "/model.onnx");
  }

  public static Path referenceUnet() {
    return resource("/reference-unet/unet/model.onnx");
  }

  public static Path resource(String name) {
    try {
      return Path.of(TestModels.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes a node. */
  public static NodeProto.Builder node(
      String name, String op, List<String> inputs, String... outputs) {
    return NodeProto.newBuilder()
        .setName(name)
        .setOpType(op)
        .addAllInput(inputs)
        .addAllOutput(List.of(outputs));
  }

  /** Makes an attribute of whole numbers. */
  public static AttributeProto ints(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  /** Makes the metadata that the dynamo exporter gives a node. */
  public static StringStringEntryProto scopes(String literal) {
    return StringStringEntryProto.newBuilder()
        .setKey("pkg.torch.onnx.name_scopes")
        .setValue(literal)
        .build();
  }

  /** Declares a value; a size of -1 is dynamic. */
  public static ValueInfoProto value(String name, TensorProto.DataType type, long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dim : dims) {
      shape.addDim(
          dim == GraphValue.DYNAMIC
              ? TensorShapeProto.Dimension.newBuilder().setDimParam("n" + shape.getDimCount())
              : TensorShapeProto.Dimension.newBuilder().setDimValue(dim));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape)))
        .build();
  }

  /** Makes a float tensor of zeros. */
  public static TensorProto weight(String name, long... dims) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(TensorProto.DataType.FLOAT.getNumber());
    long size = Float.BYTES;
    for (long dim : dims) {
      tensor.addDims(dim);
      size *= dim;
    }
    return tensor.setRawData(ByteString.copyFrom(new byte[Math.toIntExact(size)])).build();
  }

  public static ModelProto model(GraphProto.Builder graph) {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
        .setGraph(graph.setName("test"))
        .build();
  }

  public static GraphIndex write(Path folder, GraphProto.Builder graph) {
    try {
      return GraphIndex.read(
          Files.write(folder.resolve("hand-built.onnx"), model(graph).toByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.plumbline.engine.input;

import ai.onnx.proto.OnnxMl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Small models that do one simple thing, so that what they are fed can be read off. */
public final class TestModels {

  private static final OnnxMl.TensorProto.DataType FLOAT = OnnxMl.TensorProto.DataType.FLOAT;

  private TestModels() {}

  /**
   * A VAE encoder that returns the mean colour of each 8×8 patch as three latent channels, which it
   * does in float32 whatever type it takes.
   */
  public static Path patchMeans(
      Path file, OnnxMl.TensorProto.DataType type, String output, int fixedSize)
      throws IOException {
    return write(
        file,
        value("sample", type, 1, 3, fixedSize, fixedSize),
        value(output, type, 1, 3, -1, -1),
        cast("sample", "pixels", FLOAT),
        OnnxMl.NodeProto.newBuilder()
            .setOpType("AveragePool")
            .addInput("pixels")
            .addOutput("pooled")
            .addAttribute(ints("kernel_shape", 8, 8))
            .addAttribute(ints("strides", 8, 8))
            .build(),
        cast("pooled", output, type));
  }

  /** A VAE encoder whose latents are not finite: the logarithm of zero or of negative means. */
  public static Path logarithm(Path file) throws IOException {
    return write(
        file,
        value("sample", FLOAT, 1, 3, -1, -1),
        value("latent", FLOAT, 1, 3, -1, -1),
        OnnxMl.NodeProto.newBuilder()
            .setOpType("AveragePool")
            .addInput("sample")
            .addOutput("pooled")
            .addAttribute(ints("kernel_shape", 8, 8))
            .addAttribute(ints("strides", 8, 8))
            .build(),
        OnnxMl.NodeProto.newBuilder()
            .setOpType("Log")
            .addInput("pooled")
            .addOutput("latent")
            .build());
  }

  /** A text encoder whose embeddings [B,S,1] are the ids it was given. */
  public static Path echo(Path file, OnnxMl.TensorProto.DataType type, int length)
      throws IOException {
    return write(
        file,
        value("input_ids", type, -1, length),
        value("last_hidden_state", FLOAT, -1, length, 1),
        cast("input_ids", "numbers", FLOAT),
        OnnxMl.NodeProto.newBuilder()
            .setOpType("Unsqueeze")
            .addInput("numbers")
            .addOutput("last_hidden_state")
            .addAttribute(ints("axes", 2))
            .build());
  }

  /**
   * One of SDXL's text encoders: hidden states [B,S,width] numbered from 0, state n of a token
   * being its id plus n, and pooled embeddings [B,S], the ids themselves.
   */
  public static Path numberedStates(Path file, int states, int width, boolean pooled)
      throws IOException {
    OnnxMl.GraphProto.Builder graph =
        OnnxMl.GraphProto.newBuilder()
            .setName("test")
            .addInput(value("input_ids", OnnxMl.TensorProto.DataType.INT64, -1, -1))
            .addNode(cast("input_ids", "numbers", FLOAT))
            .addNode(
                OnnxMl.NodeProto.newBuilder()
                    .setOpType("Unsqueeze")
                    .addInput("numbers")
                    .addOutput("column")
                    .addAttribute(ints("axes", 2)));
    for (int n = 0; n < states; n++) {
      OnnxMl.TensorProto.Builder row =
          OnnxMl.TensorProto.newBuilder()
              .setName("row" + n)
              .setDataType(FLOAT.getNumber())
              .addDims(width);
      for (int i = 0; i < width; i++) {
        row.addFloatData(n);
      }
      graph
          .addInitializer(row)
          .addNode(
              OnnxMl.NodeProto.newBuilder()
                  .setOpType("Add")
                  .addInput("column")
                  .addInput("row" + n)
                  .addOutput("hidden_states." + n))
          .addOutput(value("hidden_states." + n, FLOAT, -1, -1, width));
    }
    graph.addOutput(value("last_hidden_state", FLOAT, -1, -1, 1));
    graph.addNode(cast("column", "last_hidden_state", FLOAT));
    if (pooled) {
      graph
          .addOutput(value("text_embeds", FLOAT, -1, -1))
          .addNode(cast("numbers", "text_embeds", FLOAT));
    }
    return write(file, graph);
  }

  private static OnnxMl.NodeProto cast(
      String input, String output, OnnxMl.TensorProto.DataType to) {
    return OnnxMl.NodeProto.newBuilder()
        .setOpType("Cast")
        .addInput(input)
        .addOutput(output)
        .addAttribute(
            OnnxMl.AttributeProto.newBuilder()
                .setName("to")
                .setType(OnnxMl.AttributeProto.AttributeType.INT)
                .setI(to.getNumber()))
        .build();
  }

  private static OnnxMl.AttributeProto ints(String name, long... values) {
    OnnxMl.AttributeProto.Builder attribute =
        OnnxMl.AttributeProto.newBuilder()
            .setName(name)
            .setType(OnnxMl.AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  private static OnnxMl.ValueInfoProto value(
      String name, OnnxMl.TensorProto.DataType type, int... shape) {
    OnnxMl.TensorShapeProto.Builder dimensions = OnnxMl.TensorShapeProto.newBuilder();
    for (int i = 0; i < shape.length; i++) {
      OnnxMl.TensorShapeProto.Dimension.Builder dimension =
          OnnxMl.TensorShapeProto.Dimension.newBuilder();
      dimensions.addDim(
          shape[i] < 0 ? dimension.setDimParam(name + i) : dimension.setDimValue(shape[i]));
    }
    return OnnxMl.ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            OnnxMl.TypeProto.newBuilder()
                .setTensorType(
                    OnnxMl.TypeProto.Tensor.newBuilder()
                        .setElemType(type.getNumber())
                        .setShape(dimensions)))
        .build();
  }

  private static Path write(
      Path file,
      OnnxMl.ValueInfoProto input,
      OnnxMl.ValueInfoProto output,
      OnnxMl.NodeProto... nodes)
      throws IOException {
    return write(
        file,
        OnnxMl.GraphProto.newBuilder()
            .setName("test")
            .addInput(input)
            .addOutput(output)
            .addAllNode(List.of(nodes)));
  }

  private static Path write(Path file, OnnxMl.GraphProto.Builder graph) throws IOException {
    return Files.write(
        file,
        OnnxMl.ModelProto.newBuilder()
            .setIrVersion(7)
            .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(12))
            .setGraph(graph)
            .build()
            .toByteArray());
  }
}

package dev.plumbline.engine.unets;

import static dev.plumbline.engine.checkpoint.TestModels.value;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes tiny U-Nets as ONNX files, and says what their layers return. */
public final class TinyUnets {

  private static final long ANY = -1;

  private TinyUnets() {}

  /**
   * What one image is run on.
   *
   * @param sample [C,h,w]
   * @param timestep the timestep
   * @param context the prompt embeddings [S,D]
   * @param textEmbeds the pooled ones [D]
   * @param timeIds the size conditioning
   * @param guidance the guidance embedding
   */
  public record Run(
      Numbers sample,
      int timestep,
      Numbers context,
      Numbers textEmbeds,
      Numbers timeIds,
      Numbers guidance) {}

  /** Writes a U-Net to a file, its folder with it. */
  public static Path write(Path file, TinyUnet unet, Export export) {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("main_graph");
    DataType type = export.half() ? DataType.FLOAT16 : DataType.FLOAT;
    long batch = export.fixedBatch() > 0 ? export.fixedBatch() : ANY;
    List<String> residuals = residuals(unet, export, graph, type, batch);
    String sample = export.name("sample");
    String timestep = export.name("timestep");
    String context = export.name("encoder_hidden_states");
    String textEmbeds = export.name("text_embeds");
    String timeIds = export.name("time_ids");
    String guidance = export.name("timestep_cond");
    graph.addInput(
        value(sample, type, batch, export.openWidths() ? ANY : unet.sampleChannels(), ANY, ANY));
    graph.addInput(
        switch (export.timestep()) {
          case SCALAR -> value(timestep, export.timestepType());
          case ONE -> value(timestep, export.timestepType(), 1);
          case PER_IMAGE -> value(timestep, export.timestepType(), batch);
        });
    graph.addInput(value(context, type, batch, ANY, unet.contextWidth()));
    if (unet.timeIds() > 0) {
      graph.addInput(value(textEmbeds, type, batch, unet.pooledWidth()));
      graph.addInput(value(timeIds, type, batch, export.openWidths() ? ANY : unet.timeIds()));
    }
    if (unet.guidanceWidth() > 0) {
      graph.addInput(
          value(guidance, type, batch, export.openWidths() ? ANY : unet.guidanceWidth()));
    }
    unet.predict(
        new OnnxOps(export, new Weights(export.half()), graph),
        new TinyUnet.Feeds<>(sample, timestep, context, textEmbeds, timeIds, guidance, residuals));
    NodeProto.Builder last = graph.getNodeBuilder(graph.getNodeCount() - 1);
    last.setOutput(0, export.output());
    long channels = export.openWidths() ? ANY : TinyUnet.LATENT_CHANNELS;
    graph.addOutput(value(export.output(), type, batch, channels, ANY, ANY));
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .setProducerName("pytorch")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(export.opset()))
            .setGraph(graph)
            .build();
    try {
      Files.createDirectories(file.getParent());
      return Files.write(file, model.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> residuals(
      TinyUnet unet, Export export, GraphProto.Builder graph, DataType type, long batch) {
    List<String> names = new ArrayList<>();
    if (!unet.residuals()) {
      return names;
    }
    List<Integer> widths = unet.skipWidths();
    for (int i = 0; i < widths.size(); i++) {
      names.add(export.name("down_block_additional_residuals." + i));
      graph.addInput(value(names.get(i), type, batch, widths.get(i), ANY, ANY));
    }
    names.add(export.name("mid_block_additional_residual"));
    graph.addInput(
        value(names.get(widths.size()), type, batch, widths.get(widths.size() - 1), ANY, ANY));
    return names;
  }

  /**
   * Computes what every layer of a U-Net returns for one image.
   *
   * @param half whether the weights are rounded to float16
   * @return the layers' values [C,H,W] by the layers' dotted names
   */
  public static Map<String, Numbers> layers(TinyUnet unet, boolean half, Run run) {
    ReferenceOps ops = new ReferenceOps(new Weights(half));
    TinyUnet plain =
        new TinyUnet(
            unet.sampleChannels(),
            unet.widths(),
            unet.resnets(),
            unet.depths(),
            unet.middle(),
            unet.linear(),
            unet.contextWidth(),
            unet.pooledWidth(),
            unet.timeIds(),
            unet.guidanceWidth(),
            false); // a U-Net that no ControlNet steers
    plain.predict(
        ops,
        new TinyUnet.Feeds<>(
            run.sample(),
            new Numbers(new double[] {run.timestep()}, 1),
            run.context(),
            run.textEmbeds(),
            run.timeIds(),
            run.guidance(),
            List.of()));
    return ops.layers();
  }
}

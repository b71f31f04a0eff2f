package dev.plumbline.audits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.plumbline.api.AuditParameters;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult.Status;

/**
 * The bundled checkpoint, exported for one size: what shifted windows make of photographs, against
 * one run on all of each photograph and its crop.
 */
class FixedReferenceTest {

  private static final int SIZE = 32;
  private static final int LARGER = 48;
  private static final int PIXELS = 8;
  private static final int IMAGES = 6;

  private static final String LAYERS =
      "conv_in,down_blocks.0.resnets.0,down_blocks.1.attentions.0,mid_block.resnets.0,"
          + "up_blocks.1.upsamplers.0,up_blocks.3.resnets.2,conv_out";

  @TempDir static Path folder;

  @BeforeAll
  static void writeCheckpointsAndPhotographs() throws IOException {
    Path reference = new BundledReference().checkpoint();
    for (String name : List.of("fixed", "dynamic")) {
      copy(reference, folder.resolve(name));
    }
    Path unet = folder.resolve("fixed/unet/model.onnx");
    Files.write(unet, ofOneSize(ModelProto.parseFrom(Files.readAllBytes(unet))).toByteArray());
    Path config = folder.resolve("dynamic/unet/config.json");
    String text = Files.readString(config);
    assertThat(text).contains("\"sample_size\": 32");
    Files.writeString(config, text.replace("\"sample_size\": 32", "\"sample_size\": " + LARGER));
    enlarge(new BundledReference().images(), folder.resolve("photographs"), LARGER * PIXELS + 16);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  private static ModelProto ofOneSize(ModelProto model) {
    GraphProto.Builder graph = model.getGraph().toBuilder();
    for (int i = 0; i < graph.getInputCount(); i++) {
      if (graph.getInput(i).getName().equals("sample")) {
        ValueInfoProto.Builder sample = graph.getInput(i).toBuilder();
        TensorShapeProto.Builder shape =
            sample.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
        for (int axis : new int[] {2, 3}) {
          shape.setDim(axis, TensorShapeProto.Dimension.newBuilder().setDimValue(SIZE));
        }
        graph.setInput(i, sample);
      }
    }
    return model.toBuilder().setGraph(graph).build();
  }

  private static void enlarge(Path photographs, Path target, int pixels) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(photographs)) {
      files = walk.filter(file -> file.toString().endsWith(".jpg")).sorted().limit(IMAGES).toList();
    }
    Files.createDirectories(target);
    for (int i = 0; i < files.size(); i++) {
      BufferedImage image = new BufferedImage(pixels, pixels, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = image.createGraphics();
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
      graphics.drawImage(ImageIO.read(files.get(i).toFile()), 0, 0, pixels, pixels, null);
      graphics.dispose();
      ImageIO.write(image, "png", target.resolve(i + ".png").toFile());
    }
  }

  private static AuditedRun audit(String checkpoints, Path photographs) throws IOException {
    Path bounds =
        Files.writeString(
            folder.resolve("bounds.csv"),
            """
            audit,metric,layer,timestep,at_least,at_most,note
            **,**,**,*,,1000,wide: this is about figures
            """);
    return AuditedRun.of(
        Map.of(
            AuditParameters.CHECKPOINT, checkpoints,
            AuditParameters.IMAGES, photographs.toString(),
            AuditParameters.SAMPLES, Integer.toString(IMAGES),
            AuditParameters.LAYERS, LAYERS,
            AuditParameters.BOUNDS, bounds.toString()));
  }

  @Test
  void fourWindowsSayWhatOneLargerRunDoes() throws IOException {
    AuditedRun run =
        audit(
            "fixed=" + folder.resolve("fixed") + ",dynamic=" + folder.resolve("dynamic"),
            folder.resolve("photographs"));

    assertThat(run.otherFailures()).isEmpty();
    assertThat(run.leaves(Status.SUCCESSFUL)).hasSameSizeAs(run.leaves());
    for (String layer : LAYERS.split(",", -1)) {
      for (String group : List.of("corner", "border", "interior")) {
        assertClose(run, layer, "similarity.cropped." + group, 1e-4);
        assertClose(run, layer, "similarity.centred.cropped." + group, 1e-4);
        // padding is all that conv_in knows beside content; what attention and normalisation make
        // of the rest of a window differs between four windows and one larger run
        boolean local = layer.equals("conv_in");
        assertClose(run, layer, "similarity.difference." + group, local ? 1e-4 : 0.06);
        assertClose(run, layer, "similarity.centred.difference." + group, local ? 1e-4 : 0.04);
      }
    }
  }

  private static void assertClose(AuditedRun run, String layer, String metric, double tolerance) {
    assertThat(run.value("fixed", layer, metric))
        .as(layer + " " + metric)
        .isCloseTo(run.value("dynamic", layer, metric), within(tolerance));
  }

  /** The bundled photographs have room for the U-Net's own size only. */
  @Test
  void smallPhotographsLeaveTheRestStanding() throws IOException {
    AuditedRun run = audit("fixed=" + folder.resolve("fixed"), new BundledReference().images());

    assertThat(run.leaves(Status.ABORTED))
        .hasSize(LAYERS.split(",", -1).length)
        .allSatisfy(
            leaf -> {
              assertThat(leaf.audit()).isEqualTo("CornerSimilarityAudits");
              assertThat(leaf.message())
                  .contains(
                      "the graph takes latents of 32×32 only, so there is no control on a crop, and"
                          + " none in shifted windows: the image ",
                      " has 288×288 pixels, fewer than 384×384; re-export it with dynamic height"
                          + " and width, or give what shifted windows are cut from: photographs"
                          + " with room for 48×48 latents, or -Daudit.latents of 48×48");
            });
    assertThat(run.leaves(Status.SUCCESSFUL)).hasSize(4 * LAYERS.split(",", -1).length);
  }
}

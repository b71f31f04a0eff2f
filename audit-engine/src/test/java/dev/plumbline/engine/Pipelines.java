package dev.plumbline.engine;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Copies of the bundled pipeline, to change. */
public final class Pipelines {

  /** The bundled pipeline: latents of 4×32×32, a context 32 wide. */
  static final Path REFERENCE = Audits.resource("/reference-unet");

  /** Photographs that are large enough for it: seven in six scenes. */
  static final Path IMAGES = Audits.resource("/images");

  private Pipelines() {}

  /** Copies the whole pipeline. */
  public static Path copy(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(REFERENCE)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      Path target = folder.resolve(REFERENCE.relativize(file).toString());
      Files.createDirectories(target.getParent());
      Files.copy(file, target, REPLACE_EXISTING);
    }
    return folder;
  }

  /** Copies the U-Net alone, where nothing else of a pipeline is near. */
  static Path unetAlone(Path folder) throws IOException {
    Files.createDirectories(folder);
    return Files.copy(
        REFERENCE.resolve("unet/model.onnx"), folder.resolve("tuned.onnx"), REPLACE_EXISTING);
  }

  /** Gives a pipeline another noise schedule than Stable Diffusion's. */
  static void setLinearSchedule(Path pipeline) throws IOException {
    Files.writeString(
        pipeline.resolve("scheduler/scheduler_config.json"),
        """
        {"beta_schedule": "linear", "beta_start": 0.0001, "beta_end": 0.02,
         "num_train_timesteps": 1000}
        """);
  }

  /** Says in a U-Net's config how large its latents are. */
  static void setLatentSize(Path pipeline, int size) throws IOException {
    Path config = pipeline.resolve("unet/config.json");
    Files.writeString(
        config,
        Files.readString(config).replace("\"sample_size\": 32", "\"sample_size\": " + size));
  }

  /** Makes a U-Net's file one that takes latents of one size only. */
  static void fixSize(Path unet, int size) {
    ModelProto.Builder model = GraphEdits.read(unet);
    GraphEdits.fixSize(model, size);
    GraphEdits.write(model, unet);
  }

  /** Writes square pictures in which no two places look the same, each a scene of its own. */
  static Path pictures(Path folder, int count, int pixels) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < count; i++) {
      BufferedImage picture = new BufferedImage(pixels, pixels, BufferedImage.TYPE_INT_RGB);
      for (int y = 0; y < pixels; y++) {
        for (int x = 0; x < pixels; x++) {
          int red = (int) (127 + 120 * Math.sin((i + 1) * x * x / 9000.0));
          int green = (int) (127 + 120 * Math.cos((i + 2) * x * y / 9000.0));
          picture.setRGB(x, y, red << 16 | green << 8 | (x + y + 40 * i) % 256);
        }
      }
      ImageIO.write(picture, "png", folder.resolve(i + ".png").toFile());
    }
    return folder;
  }

  /** Makes a pipeline's latents half as large. */
  static void halveLatents(Path pipeline) throws IOException {
    Files.writeString(
        pipeline.resolve("vae_encoder/config.json"),
        "{\"scaling_factor\": 0.5, \"sample_size\": 256}");
  }
}

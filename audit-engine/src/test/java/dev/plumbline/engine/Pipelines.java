package dev.plumbline.engine;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Copies of the bundled pipeline, to change. */
final class Pipelines {

  /** The bundled pipeline: latents of 4×32×32, a context 32 wide. */
  static final Path REFERENCE = Audits.resource("/reference-unet");

  /** Photographs that are large enough for it: seven in six scenes. */
  static final Path IMAGES = Audits.resource("/images");

  private Pipelines() {}

  /** Copies the whole pipeline. */
  static Path copy(Path folder) throws IOException {
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

  /** Makes a pipeline's latents half as large. */
  static void halveLatents(Path pipeline) throws IOException {
    Files.writeString(
        pipeline.resolve("vae_encoder/config.json"),
        "{\"scaling_factor\": 0.5, \"sample_size\": 256}");
  }
}

package dev.plumbline.hostile;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.input.files.NpyRows;
import dev.plumbline.engine.input.files.NumpyArray;
import dev.plumbline.engine.input.files.SafetensorsWriter;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * What is sound: a small untrained U-Net, all that it is run on, and what it is held against.
 *
 * @param folder where the files are
 * @param bundled the folder with the bundled checkpoint, whose encoders make latents
 */
record Materials(Path folder, Path bundled) {

  /** The checkpoint whose results nothing may touch. */
  static final String SOUND = "sound";

  /** The checkpoint beside it. */
  static final String HOSTILE = "hostile";

  static final String LATENTS_NPY = "latents.npy";
  static final String LATENTS_SAFETENSORS = "latents.safetensors";
  static final String PROMPT = "prompt.npy";
  static final String BOUNDS = "bounds.csv";
  static final String FROZEN = "frozen.csv";
  static final String BASELINE = "baseline";
  static final String PICTURES = "pictures";

  /** A picture a scene. */
  static final List<String> SCENES = List.of("brick", "coins", "grass", "moon");

  /** As many as a comparison takes. */
  private static final int IMAGES = 8;

  private static final int CHANNELS = 4;
  private static final int SIDE = 16;
  private static final int TOKENS = 77;
  private static final int WIDTH = 16;
  private static final String UNET = "unet";

  /** A pass takes milliseconds; the default is for networks that take minutes. */
  private static final String TIMEOUT = "30s";

  private static final String SCHEDULER = "scheduler/scheduler_config.json";

  /** Nothing can be as small as this, so that there are violations to accept. */
  private static final String STRICT =
      """
      audit,metric,layer,timestep,checkpoint,at_least,at_most,note
      HighNormAudits.*,norm.max_relative_norm,**,*,*,,0.5,never
      FiniteActivationAudits.*,finite.non_finite,**,*,*,,0,always
      """;

  /** Makes them, unless they are there. */
  static Materials make(HostileOptions options, Path folder) throws IOException {
    Materials materials = new Materials(folder, options.bundled());
    if (Files.exists(folder)) {
      return materials;
    }
    pipeline(materials.sound(), options, "torchscript");
    pipeline(materials.external(), options, "external-data");
    float[][] latents = normal(IMAGES, CHANNELS * SIDE * SIDE, 1);
    rows(materials.file(LATENTS_NPY), latents, CHANNELS, SIDE, SIDE);
    SafetensorsWriter.write(
        materials.file(LATENTS_SAFETENSORS),
        "latents",
        new NumpyArray(new long[] {IMAGES, CHANNELS, SIDE, SIDE}, joined(latents)),
        Map.of());
    rows(materials.file(PROMPT), normal(1, TOKENS * WIDTH, 2), TOKENS, WIDTH);
    Files.writeString(materials.file(BOUNDS), STRICT);
    pictures(options.bundled(), materials.file(PICTURES));
    return materials;
  }

  private static void pipeline(Path folder, HostileOptions options, String export)
      throws IOException {
    Path scheduler = folder.resolve(SCHEDULER);
    Files.createDirectories(scheduler.getParent());
    Files.copy(options.bundled().resolve("reference-unet").resolve(SCHEDULER), scheduler);
    Path unet = Files.createDirectories(folder.resolve(UNET));
    try (var files = Files.list(options.exports().resolve(export))) {
      for (Path file : files.toList()) {
        Files.copy(file, unet.resolve(file.getFileName().toString()));
      }
    }
  }

  private static float[][] normal(int rows, int values, long seed) {
    Random random = new Random(seed);
    float[][] all = new float[rows][values];
    for (float[] row : all) {
      for (int i = 0; i < values; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    return all;
  }

  private static float[] joined(float[][] rows) {
    float[] joined = new float[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, joined, i * rows[0].length, rows[0].length);
    }
    return joined;
  }

  private static void rows(Path file, float[][] rows, int... shape) throws IOException {
    try (NpyRows written = new NpyRows(file, rows.length, shape)) {
      for (float[] row : rows) {
        written.add(row);
      }
      written.finish();
    }
  }

  /** Writes every other picture as PNG. */
  private static void pictures(Path bundled, Path folder) throws IOException {
    for (String scene : SCENES) {
      Path from = bundled.resolve("photographs").resolve(scene).resolve("1.jpg");
      Path to = Files.createDirectories(folder.resolve(scene));
      if (SCENES.indexOf(scene) % 2 == 0) {
        Files.copy(from, to.resolve("1.jpg"));
      } else {
        BufferedImage picture = ImageIO.read(from.toFile());
        ImageIO.write(picture, "png", to.resolve("1.png").toFile());
      }
    }
  }

  /** Returns a sound pipeline. */
  Path sound() {
    return folder.resolve(SOUND);
  }

  /** Returns one that has weights beside its graph. */
  Path external() {
    return folder.resolve("external");
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  /** Returns the parameters of a run in which all is sound. */
  Map<String, String> parameters() {
    Map<String, String> parameters = new HashMap<>();
    parameters.put(
        AuditParameters.CHECKPOINT, SOUND + "=" + sound() + "," + HOSTILE + "=" + sound());
    parameters.put(AuditParameters.LATENTS, file(LATENTS_SAFETENSORS).toString());
    parameters.put(AuditParameters.PROMPT, file(PROMPT).toString());
    parameters.put(AuditParameters.LAYERS, "conv_in,mid_block.resnets.0,conv_out");
    parameters.put(AuditParameters.TIMESTEPS, "50");
    parameters.put(AuditParameters.DEVICE, "cpu");
    parameters.put(AuditParameters.THREADS, "1");
    parameters.put(AuditParameters.EXPLORER, "0");
    parameters.put(AuditParameters.TIMEOUT, TIMEOUT);
    return parameters;
  }
}

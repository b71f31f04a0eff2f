package dev.plumbline.benchmarks;

import dev.plumbline.engine.checkpoint.CheckpointFiles;
import dev.plumbline.engine.checkpoint.backbone.NetworkInterface;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.input.files.NpyRows;
import dev.plumbline.engine.input.files.NumpyArray;
import dev.plumbline.engine.input.latents.Geometry;
import dev.plumbline.engine.measure.OpenedCheckpoint;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Latents and a prompt in files, so that every way of running and every JVM has the same. Rows of
 * an array have noise of their own, also where they repeat a latent.
 */
final class Material {

  private static final int DEFAULT_PROMPT_TOKENS = 77;
  private static final int DEFAULT_CONTEXT_WIDTH = 768;
  private static final int ALL = 100_000;
  private static final int RANDOM_LATENTS = 64;

  private final Path folder;
  private final List<float[]> latents;
  private final int[] latentShape;
  private final String description;
  private final long seed;

  private Material(
      Path folder, List<float[]> latents, int[] latentShape, String description, long seed) {
    this.folder = folder;
    this.latents = latents;
    this.latentShape = latentShape;
    this.description = description;
    this.seed = seed;
  }

  /**
   * Encodes the photographs and the empty prompt with the checkpoint's encoders; draws both at
   * random where it has none.
   *
   * @param options the checkpoint, the photographs, the seed
   * @param folder where files are made
   */
  static Material make(Options options, Path folder) throws Exception {
    CheckpointFiles files = CheckpointFiles.resolve(Setup.spec(options));
    return files.vaeEncoder().isPresent() && files.textEncoder().isPresent()
        ? encoded(options, folder)
        : random(options, folder);
  }

  private static Material encoded(Options options, Path folder) throws Exception {
    Inputs photographs =
        inputs(options.photographs(), Optional.empty(), ALL, options.seed(), Optional.empty());
    CheckpointPlan nothing = CheckpointPlan.empty(Setup.spec(options));
    try (OpenedCheckpoint opened =
        Setup.open(nothing, photographs, Setup.runOptions(options), Optional.empty())) {
      InputSet set = opened.inputs();
      List<float[]> latents =
          IntStream.range(0, set.images().size()).mapToObj(set::latent).toList();
      NumpyArray prompt = set.prompt();
      writePrompt(folder, prompt.data(), (int) prompt.shape()[1], (int) prompt.shape()[2]);
      return new Material(
          folder,
          latents,
          new int[] {set.channels(), set.height(), set.width()},
          latents.size() + " encoded photographs, repeated with other noise where more are needed",
          options.seed());
    }
  }

  private static Material random(Options options, Path folder) throws IOException {
    CheckpointSpec spec = Setup.spec(options);
    Geometry geometry = OpenedCheckpoint.geometry(spec);
    NetworkInterface unet =
        NetworkInterface.of(GraphIndex.read(CheckpointFiles.resolve(spec).unet()));
    int height = geometry.height().orElse(options.size());
    int width = geometry.width().orElse(options.size());
    Random random = new Random(options.seed());
    List<float[]> latents = new ArrayList<>();
    for (int i = 0; i < RANDOM_LATENTS; i++) {
      latents.add(normal(random, geometry.channels() * height * width));
    }
    int tokens = unet.fixedTokens().orElse(DEFAULT_PROMPT_TOKENS);
    int context = geometry.contextWidth().orElse(DEFAULT_CONTEXT_WIDTH);
    writePrompt(folder, normal(random, tokens * context), tokens, context);
    return new Material(
        folder,
        latents,
        new int[] {geometry.channels(), height, width},
        "latents and prompt drawn at random, since the checkpoint has no encoders",
        options.seed());
  }

  private static float[] normal(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static void writePrompt(Path folder, float[] values, int tokens, int width)
      throws IOException {
    write(promptFile(folder), List.of(values), tokens, width);
  }

  private static void write(Path file, List<float[]> rows, int... rowShape) throws IOException {
    try (NpyRows array = new NpyRows(file, rows.size(), rowShape)) {
      for (float[] row : rows) {
        array.add(row);
      }
      array.finish();
    }
  }

  /**
   * Returns inputs of a number of images; writes them first if need be.
   *
   * @param images how many
   */
  Inputs inputs(int images) throws IOException {
    Path file = latentsFile(folder, images);
    if (Files.notExists(file)) {
      List<float[]> rows =
          IntStream.range(0, images).mapToObj(row -> latents.get(row % latents.size())).toList();
      write(file, rows, latentShape);
    }
    return inputs(folder, images, seed);
  }

  /** Returns inputs that were written before, perhaps by another JVM. */
  static Inputs inputs(Path folder, int images, long seed) {
    return inputs(
        folder,
        Optional.of(latentsFile(folder, images)),
        images,
        seed,
        Optional.of(promptFile(folder)));
  }

  private static Inputs inputs(
      Path photographs, Optional<Path> latents, int samples, long seed, Optional<Path> prompt) {
    return new Inputs(
        photographs,
        latents,
        samples,
        seed,
        new Inputs.Noise(Inputs.Noise.Kind.INDEPENDENT, Optional.empty()),
        prompt,
        Split.HASH,
        Optional.empty(),
        1);
  }

  private static Path latentsFile(Path folder, int images) {
    return folder.resolve("latents-" + images + ".npy");
  }

  private static Path promptFile(Path folder) {
    return folder.resolve("prompt.npy");
  }

  Path folder() {
    return folder;
  }

  /** Says what the images are, for the report. */
  String description() {
    return description
        + String.format("; latents %d×%d×%d", latentShape[0], latentShape[1], latentShape[2]);
  }
}

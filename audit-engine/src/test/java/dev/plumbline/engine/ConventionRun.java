package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.platform.Fp16Conversions;
import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.fixtures.EveryLayerAudits;
import dev.plumbline.engine.unets.Numbers;
import dev.plumbline.engine.unets.TinyUnet;
import dev.plumbline.engine.unets.TinyUnets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.engine.TestExecutionResult.Status;

/**
 * An audit of every layer of a tiny U-Net, and what an implementation of the network and of the
 * definitions in plain Java says its figures must be.
 */
final class ConventionRun {

  static final int TIMESTEP = 500;
  static final int SIZE = 24;
  private static final int CROP = 8;
  private static final int TOKENS = 7;
  private static final int LATENT = TinyUnet.LATENT_CHANNELS * SIZE * SIZE;

  /** What the sizes of 24 latents are in pixels. */
  private static final int PIXELS = 192;

  private final TinyUnet unet;
  private final boolean half;
  private final int images;
  private final float[] latents;
  private final float[] noise;
  private final float[] prompt;
  private final float[] pooled;
  private final Audits audits;

  ConventionRun(Path folder, Path checkpoint, TinyUnet unet, boolean half, int images) {
    this.unet = unet;
    this.half = half;
    this.images = images;
    latents = normal(1, images * LATENT);
    noise = normal(2, images * LATENT);
    prompt = normal(3, TOKENS * unet.contextWidth());
    pooled = normal(4, unet.pooledWidth());
    audits =
        Audits.in(folder)
            .of(EveryLayerAudits.class)
            .with(AuditParameters.CHECKPOINT, "tiny=" + checkpoint)
            .with(AuditParameters.LATENTS, write(folder, "x0.npy", latents, images, 4, SIZE, SIZE))
            .with(AuditParameters.NOISE, write(folder, "e.npy", noise, images, 4, SIZE, SIZE))
            .with(
                AuditParameters.PROMPT,
                write(folder, "p.npy", prompt, 1, TOKENS, unet.contextWidth()));
    if (unet.pooledWidth() > 0) {
      audits.with(
          AuditParameters.PROMPT_POOLED,
          write(folder, "pooled.npy", pooled, 1, unet.pooledWidth()));
    }
  }

  private static Path write(Path folder, String name, float[] values, int... shape) {
    return NpyWriter.write(folder.resolve(name), values, shape);
  }

  private static float[] normal(long seed, int size) {
    Random random = new Random(seed);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  Audits audits() {
    return audits;
  }

  /** Stable Diffusion's ᾱ at the timestep. */
  static double alphaBar() {
    return alphaBar(TIMESTEP);
  }

  static double alphaBar(int timestep) {
    double product = 1;
    for (int t = 0; t <= timestep; t++) {
      double root = Math.sqrt(0.00085) + (Math.sqrt(0.012) - Math.sqrt(0.00085)) * t / 999.0;
      product *= 1 - root * root;
    }
    return product;
  }

  /** Runs the audit and compares every layer's figures. */
  void check(double alphaBar) {
    Outcomes outcomes = audits.run();
    assertThat(outcomes.engineFailure()).as(outcomes.console()).isEmpty();
    List<Map<String, Numbers>> full = new ArrayList<>();
    List<Map<String, Numbers>> cropped = new ArrayList<>();
    for (int image = 0; image < images; image++) {
      float[] sample = sample(image, alphaBar);
      full.add(layers(sample, SIZE));
      cropped.add(layers(crop(sample), SIZE - 2 * CROP));
    }
    assertThat(outcomes.statuses().values()).containsOnly(Status.SUCCESSFUL);
    Set<String> layers = new TreeSet<>();
    outcomes.leaves().keySet().forEach(leaf -> layers.add(leaf.split("/", -1)[2]));
    assertThat(layers).isEqualTo(new TreeSet<>(full.get(0).keySet()));
    List<String> differences = new ArrayList<>();
    for (String layer : full.get(0).keySet()) {
      figures(layer, full, cropped)
          .forEach(
              (metric, expected) -> {
                OptionalDouble actual =
                    outcomes.record("layer/tiny/" + layer + "/" + TIMESTEP, metric).value();
                if (!agree(expected, actual)) {
                  differences.add(layer + " " + metric + ": " + expected + " but " + actual);
                }
              });
    }
    assertThat(differences).isEmpty();
  }

  private boolean agree(OptionalDouble expected, OptionalDouble actual) {
    if (expected.isEmpty() || actual.isEmpty()) {
      return expected.isEmpty() == actual.isEmpty();
    }
    double tolerance = (half ? 1e-2 : 1e-3) * Math.max(1, Math.abs(expected.getAsDouble()));
    return Math.abs(expected.getAsDouble() - actual.getAsDouble()) <= tolerance;
  }

  /** What the U-Net of each kind has to be run on, by the pipelines' conventions. */
  private float[] sample(int image, double alphaBar) {
    float[] sample = new float[unet.sampleChannels() * SIZE * SIZE];
    for (int i = 0; i < LATENT; i++) {
      float clean = latents[image * LATENT + i];
      sample[i] =
          (float)
              (Math.sqrt(alphaBar) * clean + Math.sqrt(1 - alphaBar) * noise[image * LATENT + i]);
      if (unet.sampleChannels() == 9) {
        sample[LATENT + SIZE * SIZE + i] = clean;
      } else if (unet.sampleChannels() == 8) {
        sample[LATENT + i] = (float) (clean / 0.18215);
      }
    }
    return sample;
  }

  private float[] crop(float[] sample) {
    int side = SIZE - 2 * CROP;
    float[] cropped = new float[unet.sampleChannels() * side * side];
    for (int i = 0; i < cropped.length; i++) {
      int row = i / side % side + CROP;
      int column = i % side + CROP;
      cropped[i] = sample[(i / (side * side) * SIZE + row) * SIZE + column];
    }
    return cropped;
  }

  private Map<String, Numbers> layers(float[] sample, int side) {
    float[] ids =
        unet.timeIds() == 5
            ? new float[] {PIXELS, PIXELS, 0, 0, 6}
            : new float[] {PIXELS, PIXELS, 0, 0, PIXELS, PIXELS};
    return TinyUnets.layers(
        unet,
        half,
        new TinyUnets.Run(
            numbers(sample, unet.sampleChannels(), side, side),
            TIMESTEP,
            numbers(prompt, TOKENS, unet.contextWidth()),
            numbers(pooled, unet.pooledWidth()),
            numbers(ids, ids.length),
            numbers(guidance(), unet.guidanceWidth())));
  }

  /** The embedding of the weight 7.5, that of a guidance scale of 8.5. */
  private float[] guidance() {
    float[] embedding = new float[unet.guidanceWidth()];
    int half = embedding.length / 2;
    for (int i = 0; i < half; i++) {
      double angle = 7500 / Math.pow(10_000, i / (half - 1.0));
      embedding[i] = (float) Math.sin(angle);
      embedding[half + i] = (float) Math.cos(angle);
    }
    return embedding;
  }

  private Numbers numbers(float[] values, int... shape) {
    float[] taken = values.clone();
    for (int i = 0; half && i < taken.length; i++) {
      taken[i] = Fp16Conversions.fp16ToFloat(Fp16Conversions.floatToFp16(taken[i]));
    }
    return Numbers.of(taken, shape);
  }

  private static Map<String, OptionalDouble> figures(
      String layer, List<Map<String, Numbers>> full, List<Map<String, Numbers>> cropped) {
    double sum = 0;
    double largest = 0;
    int tokens = 0;
    for (Map<String, Numbers> image : full) {
      double[] norms = norms(image.get(layer));
      double mean = Arrays.stream(norms).average().orElseThrow();
      sum += mean * norms.length;
      tokens += norms.length;
      largest = Math.max(largest, Arrays.stream(norms).max().orElseThrow() / mean);
    }
    Map<String, OptionalDouble> figures = new LinkedHashMap<>();
    figures.put("norm.mean_norm", OptionalDouble.of(sum / tokens));
    figures.put("norm.max_relative_norm", OptionalDouble.of(largest));
    figures.put("finite.non_finite", OptionalDouble.of(0));
    for (String group : Set.of("corner", "border", "interior")) {
      figures.put("similarity.full." + group, similarity(layer, full, group));
      figures.put("similarity.cropped." + group, similarity(layer, cropped, group));
    }
    return figures;
  }

  private static OptionalDouble similarity(
      String layer, List<Map<String, Numbers>> images, String group) {
    List<Optional<Double>> cosines =
        images.stream().map(image -> meanCosine(image.get(layer), group)).toList();
    return cosines.stream().allMatch(Optional::isPresent)
        ? cosines.stream().mapToDouble(Optional::orElseThrow).average()
        : OptionalDouble.empty();
  }

  private static double[] norms(Numbers layer) {
    int positions = layer.shape()[1] * layer.shape()[2];
    double[] squares = new double[positions];
    for (int i = 0; i < layer.values().length; i++) {
      squares[i % positions] += layer.values()[i] * layer.values()[i];
    }
    return Arrays.stream(squares).map(Math::sqrt).toArray();
  }

  /** The mean cosine of all pairs of different tokens of a group, pair by pair. */
  private static Optional<Double> meanCosine(Numbers layer, String group) {
    int height = layer.shape()[1];
    int width = layer.shape()[2];
    double[] norms = norms(layer);
    List<Integer> members = new ArrayList<>();
    for (int token = 0; token < norms.length; token++) {
      if (group(token / width, token % width, height, width).equals(group)) {
        members.add(token);
      }
    }
    double sum = 0;
    for (int one : members) {
      for (int other : members) {
        for (int c = 0; one != other && c < layer.shape()[0]; c++) {
          sum +=
              layer.values()[c * norms.length + one]
                  * layer.values()[c * norms.length + other]
                  / (norms[one] * norms[other]);
        }
      }
    }
    int count = members.size();
    return count < 2 ? Optional.empty() : Optional.of(sum / ((double) count * (count - 1)));
  }

  private static String group(int row, int column, int height, int width) {
    boolean onRow = row == 0 || row == height - 1;
    boolean onColumn = column == 0 || column == width - 1;
    return onRow && onColumn ? "corner" : onRow || onColumn ? "border" : "interior";
  }
}

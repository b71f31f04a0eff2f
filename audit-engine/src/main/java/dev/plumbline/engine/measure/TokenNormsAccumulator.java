package dev.plumbline.engine.measure;

import dev.plumbline.api.Direction;
import dev.plumbline.api.Metric;
import dev.plumbline.api.TokenNorms;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.ImageFigures;
import dev.plumbline.api.spi.LayerShape;
import java.util.Arrays;

/** Sums of token norms over images. */
final class TokenNormsAccumulator implements Accumulator<TokenNorms> {

  private static final double Z_THRESHOLD = 5;
  private static final double ROBUST_Z_THRESHOLD = 8;
  private static final double MAD_TO_SIGMA = 1.4826;

  private final int height;
  private final int width;

  private long images;
  private double normSum;
  private double maxRelative = Double.NEGATIVE_INFINITY;
  private long relativeImages;
  private double maxZ = Double.NEGATIVE_INFINITY;
  private long zImages;
  private long beyondZ;
  private double maxRobustZ = Double.NEGATIVE_INFINITY;
  private long robustImages;
  private long patches;
  private long edgeTokens;
  private final long[] anomalousImages;

  TokenNormsAccumulator(LayerShape shape) {
    this.height = shape.height();
    this.width = shape.width();
    this.anomalousImages = new long[shape.tokens()];
  }

  @Override
  public void add(ImageFigures image) {
    if (!image.isFinite()) {
      return;
    }
    double[] norms = toDoubles(image.norms());
    double mean = Arrays.stream(norms).sum() / norms.length;
    images++;
    normSum += mean * norms.length;
    double max = Arrays.stream(norms).max().orElseThrow();
    if (mean > 0) {
      relativeImages++;
      maxRelative = Math.max(maxRelative, max / mean);
    }
    addZ(norms, mean, max);
    addRobustZ(norms, max);
  }

  private void addZ(double[] norms, double mean, double max) {
    double std =
        Math.sqrt(Arrays.stream(norms).map(r -> (r - mean) * (r - mean)).sum() / norms.length);
    if (std > 0) {
      zImages++;
      maxZ = Math.max(maxZ, (max - mean) / std);
      beyondZ += Arrays.stream(norms).filter(r -> (r - mean) / std > Z_THRESHOLD).count();
    }
  }

  private void addRobustZ(double[] norms, double max) {
    double median = median(norms);
    double mad = median(Arrays.stream(norms).map(r -> Math.abs(r - median)).toArray());
    if (!(mad > 0)) {
      return;
    }
    robustImages++;
    double scale = MAD_TO_SIGMA * mad;
    maxRobustZ = Math.max(maxRobustZ, (max - median) / scale);
    boolean[] anomalous = new boolean[norms.length];
    for (int token = 0; token < norms.length; token++) {
      anomalous[token] = (norms[token] - median) / scale > ROBUST_Z_THRESHOLD;
      if (anomalous[token]) {
        anomalousImages[token]++;
        edgeTokens += isEdge(token) ? 1 : 0;
      }
    }
    patches += Patches.count(anomalous, height, width);
  }

  /** Tells whether a token is in the outermost two rings. */
  private boolean isEdge(int token) {
    int row = token / width;
    int column = token % width;
    return row < 2 || row >= height - 2 || column < 2 || column >= width - 2;
  }

  @Override
  public void merge(Accumulator<TokenNorms> accumulator) {
    TokenNormsAccumulator other = (TokenNormsAccumulator) accumulator;
    images += other.images;
    normSum += other.normSum;
    maxRelative = Math.max(maxRelative, other.maxRelative);
    relativeImages += other.relativeImages;
    maxZ = Math.max(maxZ, other.maxZ);
    zImages += other.zImages;
    beyondZ += other.beyondZ;
    maxRobustZ = Math.max(maxRobustZ, other.maxRobustZ);
    robustImages += other.robustImages;
    patches += other.patches;
    edgeTokens += other.edgeTokens;
    Arrays.setAll(anomalousImages, token -> anomalousImages[token] + other.anomalousImages[token]);
  }

  @Override
  public TokenNorms measurement() {
    long tokens = (long) height * width;
    long anomalous = Arrays.stream(anomalousImages).sum();
    String noImage = "no image has finite norms at this layer";
    String noSpread = "no image's norms have a spread at this layer";
    return new TokenNorms(
        metric("norm.mean_norm", normSum, images * tokens, Direction.NEITHER, noImage),
        extreme("norm.max_z", maxZ, zImages, noSpread),
        extreme("norm.max_robust_z", maxRobustZ, robustImages, noSpread),
        extreme("norm.max_relative_norm", maxRelative, relativeImages, noImage),
        metric("norm.prevalence_z5", beyondZ, zImages * tokens, Direction.HIGHER, noSpread),
        metric(
            "norm.prevalence_robust_z8",
            anomalous,
            robustImages * tokens,
            Direction.HIGHER,
            noSpread),
        metric("norm.patches", patches, robustImages, Direction.HIGHER, noSpread),
        metric(
            "norm.recurrence",
            Arrays.stream(anomalousImages).max().orElse(0),
            robustImages,
            Direction.HIGHER,
            noSpread),
        metric(
            "norm.edge_share",
            edgeTokens,
            anomalous,
            Direction.NEITHER,
            "no token is anomalous (robust z above 8)"));
  }

  private static Metric metric(
      String name, double sum, long count, Direction worse, String reasonIfNone) {
    return count == 0
        ? Metric.notApplicable(name, worse, reasonIfNone)
        : Metric.of(name, sum / count, count, worse);
  }

  private static Metric extreme(String name, double value, long count, String reasonIfNone) {
    return count == 0
        ? Metric.notApplicable(name, Direction.HIGHER, reasonIfNone)
        : Metric.of(name, value, count, Direction.HIGHER);
  }

  private static double[] toDoubles(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return doubles;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}

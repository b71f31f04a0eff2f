package dev.plumbline.engine.measure.norms;

import dev.plumbline.api.Direction;
import dev.plumbline.api.Metric;
import dev.plumbline.api.TokenNorms;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.ContributionCollector;
import dev.plumbline.api.spi.ImageFigures;
import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;

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
  private long[] anomalousImages;
  private final NormMaps maps;

  /** What each image gives to the metrics of the same names. */
  private final EnumMap<Contributed, ContributionCollector> contributions =
      new EnumMap<>(Contributed.class);

  /** The metrics that images contribute to. */
  private enum Contributed {
    MEAN_NORM,
    MAX_Z,
    MAX_ROBUST_Z,
    MAX_RELATIVE_NORM,
    PREVALENCE_Z5,
    PREVALENCE_ROBUST_Z8,
    PATCHES,
    EDGE_SHARE
  }

  TokenNormsAccumulator(LayerShape shape) {
    this.height = shape.height();
    this.width = shape.width();
    this.anomalousImages = new long[shape.tokens()];
    this.maps = new NormMaps(shape);
    for (Contributed metric : Contributed.values()) {
      contributions.put(metric, new ContributionCollector());
    }
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
    contributions.get(Contributed.MEAN_NORM).add(image, mean * norms.length, norms.length);
    double max = Arrays.stream(norms).max().orElseThrow();
    if (mean > 0) {
      relativeImages++;
      maxRelative = Math.max(maxRelative, max / mean);
      contributions.get(Contributed.MAX_RELATIVE_NORM).add(image, max / mean);
    }
    addZ(image, norms, mean, max);
    boolean[] anomalous = addRobustZ(image, norms, max);
    maps.add(image.image(), image.norms(), mean > 0 ? max / mean : 1, anomalous);
  }

  private void addZ(ImageFigures image, double[] norms, double mean, double max) {
    double std =
        Math.sqrt(Arrays.stream(norms).map(r -> (r - mean) * (r - mean)).sum() / norms.length);
    if (std > 0) {
      zImages++;
      maxZ = Math.max(maxZ, (max - mean) / std);
      long beyond = Arrays.stream(norms).filter(r -> (r - mean) / std > Z_THRESHOLD).count();
      beyondZ += beyond;
      contributions.get(Contributed.MAX_Z).add(image, (max - mean) / std);
      contributions.get(Contributed.PREVALENCE_Z5).add(image, beyond, norms.length);
    }
  }

  /** Adds an image's robust z, and returns which of its tokens are anomalous. */
  private boolean[] addRobustZ(ImageFigures image, double[] norms, double max) {
    boolean[] anomalous = new boolean[norms.length];
    double median = median(norms);
    double mad = median(Arrays.stream(norms).map(r -> Math.abs(r - median)).toArray());
    if (!(mad > 0)) {
      return anomalous;
    }
    robustImages++;
    double scale = MAD_TO_SIGMA * mad;
    maxRobustZ = Math.max(maxRobustZ, (max - median) / scale);
    int count = 0;
    int onEdge = 0;
    for (int token = 0; token < norms.length; token++) {
      anomalous[token] = (norms[token] - median) / scale > ROBUST_Z_THRESHOLD;
      if (anomalous[token]) {
        anomalousImages[token]++;
        count++;
        onEdge += isEdge(token) ? 1 : 0;
      }
    }
    int groups = Patches.count(anomalous, height, width);
    edgeTokens += onEdge;
    patches += groups;
    contributions.get(Contributed.MAX_ROBUST_Z).add(image, (max - median) / scale);
    contributions.get(Contributed.PREVALENCE_ROBUST_Z8).add(image, count, norms.length);
    contributions.get(Contributed.PATCHES).add(image, groups);
    if (count > 0) {
      contributions.get(Contributed.EDGE_SHARE).add(image, onEdge, count);
    }
    return anomalous;
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
    maps.merge(other.maps);
    contributions.forEach((metric, collector) -> collector.merge(other.contributions.get(metric)));
  }

  @Override
  public void write(StateWriter to) throws IOException {
    to.writeLong(images);
    to.writeDouble(normSum);
    to.writeDouble(maxRelative);
    to.writeLong(relativeImages);
    to.writeDouble(maxZ);
    to.writeLong(zImages);
    to.writeLong(beyondZ);
    to.writeDouble(maxRobustZ);
    to.writeLong(robustImages);
    to.writeLong(patches);
    to.writeLong(edgeTokens);
    to.writeLongs(anomalousImages);
    maps.write(to);
    for (ContributionCollector collector : contributions.values()) {
      collector.write(to);
    }
  }

  @Override
  public void read(StateReader from) throws IOException {
    images = from.readLong(0, Integer.MAX_VALUE);
    normSum = from.readDouble();
    maxRelative = from.readDouble();
    relativeImages = from.readLong(0, images);
    maxZ = from.readDouble();
    zImages = from.readLong(0, images);
    beyondZ = from.readLong(0, Long.MAX_VALUE);
    maxRobustZ = from.readDouble();
    robustImages = from.readLong(0, images);
    patches = from.readLong(0, Long.MAX_VALUE);
    edgeTokens = from.readLong(0, Long.MAX_VALUE);
    anomalousImages = from.readLongs(anomalousImages.length);
    maps.read(from);
    for (ContributionCollector collector : contributions.values()) {
      collector.read(from);
    }
  }

  @Override
  public TokenNorms measurement() {
    long tokens = (long) height * width;
    long anomalous = Arrays.stream(anomalousImages).sum();
    String noImage = "no image has finite norms at this layer";
    String noSpread = "no image's norms have a spread at this layer";
    return new TokenNorms(
        mean(
            Contributed.MEAN_NORM,
            metric("norm.mean_norm", normSum, images * tokens, Direction.NEITHER, noImage),
            Double.POSITIVE_INFINITY),
        extreme(Contributed.MAX_Z, "norm.max_z", maxZ, zImages, noSpread),
        extreme(Contributed.MAX_ROBUST_Z, "norm.max_robust_z", maxRobustZ, robustImages, noSpread),
        extreme(
            Contributed.MAX_RELATIVE_NORM,
            "norm.max_relative_norm",
            maxRelative,
            relativeImages,
            noImage),
        ofTokens(
            Contributed.PREVALENCE_Z5,
            metric("norm.prevalence_z5", beyondZ, zImages * tokens, Direction.HIGHER, noSpread)),
        ofTokens(
            Contributed.PREVALENCE_ROBUST_Z8,
            metric(
                "norm.prevalence_robust_z8",
                anomalous,
                robustImages * tokens,
                Direction.HIGHER,
                noSpread)),
        mean(
            Contributed.PATCHES,
            metric("norm.patches", patches, robustImages, Direction.HIGHER, noSpread),
            Double.POSITIVE_INFINITY),
        metric(
            "norm.recurrence",
            Arrays.stream(anomalousImages).max().orElse(0),
            robustImages,
            Direction.HIGHER,
            noSpread),
        mean(
            Contributed.EDGE_SHARE,
            metric(
                "norm.edge_share",
                edgeTokens,
                anomalous,
                Direction.NEITHER,
                "no token is anomalous (robust z above 8)"),
            1),
        maps.grids());
  }

  /** Returns a metric, which is between 0 and a most, with what the images gave to it. */
  private Metric mean(Contributed contributed, Metric metric, double most) {
    return metric.isApplicable()
        ? metric.withContributions(contributions.get(contributed).ratio().within(0, most))
        : metric;
  }

  /** Returns a share of the tokens, of which every image has the same number. */
  private Metric ofTokens(Contributed contributed, Metric metric) {
    Metric share = mean(contributed, metric, 1);
    return share
        .contributions()
        .map(given -> share.withContributions(given.equallyWeighted()))
        .orElse(share);
  }

  private static Metric metric(
      String name, double sum, long count, Direction worse, String reasonIfNone) {
    return count == 0
        ? Metric.notApplicable(name, worse, reasonIfNone)
        : Metric.of(name, sum / count, count, worse);
  }

  private Metric extreme(
      Contributed contributed, String name, double value, long count, String reasonIfNone) {
    return count == 0
        ? Metric.notApplicable(name, Direction.HIGHER, reasonIfNone)
        : Metric.of(name, value, count, Direction.HIGHER)
            .withContributions(contributions.get(contributed).maximum());
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

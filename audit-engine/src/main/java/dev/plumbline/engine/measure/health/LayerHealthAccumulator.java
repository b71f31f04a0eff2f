package dev.plumbline.engine.measure.health;

import dev.plumbline.api.Direction;
import dev.plumbline.api.LayerHealth;
import dev.plumbline.api.Metric;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.ChannelSums;
import dev.plumbline.api.spi.ContributionCollector;
import dev.plumbline.api.spi.ImageFigures;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.api.spi.ScatterSums;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import dev.plumbline.engine.measure.sums.TokenMoments;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Sums of what is in each channel, and of the training images' second moments. Those are computed
 * for the position probe anyway, but the probe gives its sums up when it is fitted, and with folds
 * has them in parts.
 */
final class LayerHealthAccumulator implements Accumulator<LayerHealth> {

  /** Below this share of the median channel's variance a channel is dead. */
  private static final double DEAD = 1e-6;

  private static final double LARGEST_HALF = 65504;

  private final LayerShape shape;
  private final boolean halfPrecision;
  private final ChannelMoments channels;
  private final MassiveChannels massive;
  private final TokenMoments tokens;
  private final ContributionCollector added = new ContributionCollector();
  private long images;
  private boolean residual;
  private double addedSquares;
  private double squares;
  private double largest;

  LayerHealthAccumulator(LayerRun run) {
    shape = run.shape();
    halfPrecision = run.halfPrecision();
    channels = new ChannelMoments(shape.channels());
    massive = new MassiveChannels(shape.channels());
    tokens = new TokenMoments(shape);
  }

  @Override
  public void add(ImageFigures image) {
    if (!image.isFinite()) {
      return;
    }
    ChannelSums sums = image.channelSums();
    images++;
    channels.add(sums, shape.tokens());
    massive.add(sums.magnitudes());
    for (float value : sums.largest()) {
      largest = Math.max(largest, value);
    }
    sums.added().ifPresent(given -> addAdded(image, sum(given), sum(sums.squares())));
  }

  @Override
  public void addSums(ScatterSums sums) {
    tokens.add(sums);
  }

  private void addAdded(ImageFigures image, double ofAdded, double ofLayer) {
    residual = true;
    addedSquares += ofAdded;
    squares += ofLayer;
    added.add(image, ofAdded, ofLayer);
  }

  private static double sum(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }

  @Override
  public void merge(Accumulator<LayerHealth> accumulator) {
    LayerHealthAccumulator other = (LayerHealthAccumulator) accumulator;
    images += other.images;
    channels.merge(other.channels);
    massive.merge(other.massive);
    tokens.merge(other.tokens);
    largest = Math.max(largest, other.largest);
    residual |= other.residual;
    addedSquares += other.addedSquares;
    squares += other.squares;
    added.merge(other.added);
  }

  @Override
  public void write(StateWriter to) throws IOException {
    to.writeLong(images);
    channels.write(to);
    massive.write(to);
    tokens.write(to);
    to.writeDouble(largest);
    to.writeBoolean(residual);
    to.writeDouble(addedSquares);
    to.writeDouble(squares);
    added.write(to);
  }

  @Override
  public void read(StateReader from) throws IOException {
    images = from.readLong(0, Integer.MAX_VALUE);
    channels.read(from);
    massive.read(from);
    tokens.read(from);
    largest = from.readDouble();
    residual = from.readBoolean();
    addedSquares = from.readDouble();
    squares = from.readDouble();
    added.read(from);
  }

  @Override
  public LayerHealth measurement() {
    if (images == 0) {
      return nothing(shape.channels(), "no image is finite at this layer");
    }
    double[] variances = channels.variances();
    double[] meanSquares = channels.meanSquares();
    return new LayerHealth(
        Metric.of("health.dead_channels", dead(variances), shape.channels(), Direction.HIGHER),
        Metric.of(
            "health.variance",
            Arrays.stream(variances).average().orElseThrow(),
            channels.values(),
            Direction.NEITHER),
        participationRatio(variances),
        update(variances),
        headroom(),
        massive.count("health.massive_channels"),
        massive.share("health.massive_share", meanSquares));
  }

  /** Where no value can be used, or no square of one, no channel can. */
  private static LayerHealth nothing(int channels, String reason) {
    return new LayerHealth(
        Metric.of("health.dead_channels", 1, channels, Direction.HIGHER),
        Metric.notApplicable("health.variance", Direction.NEITHER, reason),
        Metric.notApplicable("health.participation_ratio", Direction.LOWER, reason),
        Metric.notApplicable("health.update", Direction.LOWER, reason),
        Metric.notApplicable("health.fp16_headroom", Direction.LOWER, reason),
        Metric.notApplicable("health.massive_channels", Direction.NEITHER, reason),
        Metric.notApplicable("health.massive_share", Direction.NEITHER, reason));
  }

  private static double dead(double[] variances) {
    double median = Medians.of(variances);
    if (median == 0) {
      return 1;
    }
    long dead = Arrays.stream(variances).filter(variance -> variance < DEAD * median).count();
    return (double) dead / variances.length;
  }

  private Metric participationRatio(double[] variances) {
    String name = "health.participation_ratio";
    if (tokens.tokens() == 0) {
      return Metric.notApplicable(
          name, Direction.LOWER, "no training image is finite at this layer");
    }
    double ratio = ParticipationRatio.beyondTheFirst(tokens, variances);
    return Metric.of(name, ratio, tokens.tokens(), Direction.LOWER);
  }

  private Metric update(double[] variances) {
    String name = "health.update";
    if (!residual) {
      return Metric.notApplicable(
          name,
          Direction.LOWER,
          "the layer's output is no sum of what its module is given and what that adds");
    }
    boolean varies = Arrays.stream(variances).anyMatch(variance -> variance > 0);
    if (squares == 0 || !varies) { // what is left of both may be rounding
      return Metric.of(name, 0, images, Direction.LOWER);
    }
    return Metric.of(name, addedSquares / squares, images, Direction.LOWER)
        .withContributions(added.ratio().within(0, Double.POSITIVE_INFINITY));
  }

  private Metric headroom() {
    String name = "health.fp16_headroom";
    Optional<String> obstacle = Optional.empty();
    if (halfPrecision) {
      obstacle =
          Optional.of(
              "the graph computes this layer in half precision: what does not fit is infinite"
                  + " already");
    } else if (largest == 0) {
      obstacle = Optional.of("all values of this layer are 0");
    }
    return obstacle
        .map(reason -> Metric.notApplicable(name, Direction.LOWER, reason))
        .orElseGet(
            () ->
                Metric.of(
                    name,
                    Math.log(LARGEST_HALF / largest) / Math.log(2),
                    channels.values(),
                    Direction.LOWER));
  }
}

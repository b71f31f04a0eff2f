package dev.plumbline.engine.measure.probe;

import dev.plumbline.api.Direction;
import dev.plumbline.api.Metric;
import dev.plumbline.api.PositionProbe;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.ContributionCollector;
import dev.plumbline.api.spi.ImageFigures;
import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.api.spi.LinearClassifier;
import dev.plumbline.api.spi.Predictions;
import dev.plumbline.api.spi.ScatterSums;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The position probe in two phases that are both sums: what it is trained on, and the counts of
 * right predictions on the test images.
 */
public final class PositionProbeAccumulator implements Accumulator<PositionProbe> {

  static final int[] GRIDS = {8, 16, 32, 64};

  private final LayerShape shape;
  private final ProbeTraining training;
  private boolean untrained;
  private boolean degenerate;
  private long testTokens;
  private long[] rightRows = new long[GRIDS.length];
  private long[] rightColumns = new long[GRIDS.length];
  private long exactRows;
  private long exactColumns;
  private final Confusion confusion;

  /** What each test image gives: to the accuracies on the grids, then of rows, then of columns. */
  private final List<ContributionCollector> contributions =
      Stream.generate(ContributionCollector::new).limit(GRIDS.length + 2L).toList();

  public PositionProbeAccumulator(LayerShape shape, ProbeTraining training) {
    this.shape = shape;
    this.training = training;
    this.confusion = new Confusion(shape);
  }

  @Override
  public void add(ImageFigures image) {
    if (!image.isFinite()) {
      return;
    }
    if (image.isTest()) {
      image.predictions().ifPresent(predictions -> score(image, predictions));
    } else {
      training.add(image);
    }
  }

  @Override
  public void addSums(ScatterSums sums) {
    training.addSums(sums);
  }

  @Override
  public Optional<LinearClassifier> fit() {
    untrained = training.isEmpty();
    if (untrained) {
      return Optional.empty();
    }
    Optional<LinearClassifier> classifier = training.fit();
    degenerate = classifier.isEmpty();
    return classifier;
  }

  private void score(ImageFigures image, Predictions predictions) {
    confusion.add(predictions);
    int height = shape.height();
    int width = shape.width();
    long[] rows = new long[GRIDS.length];
    long[] columns = new long[GRIDS.length];
    long exactRow = 0;
    long exactColumn = 0;
    for (int token = 0; token < height * width; token++) {
      int row = token / width;
      int column = token % width;
      int predictedRow = predictions.rows()[token];
      int predictedColumn = predictions.columns()[token];
      for (int i = 0; i < GRIDS.length; i++) {
        int g = GRIDS[i];
        rows[i] += predictedRow * g / height == row * g / height ? 1 : 0;
        columns[i] += predictedColumn * g / width == column * g / width ? 1 : 0;
      }
      exactRow += predictedRow == row ? 1 : 0;
      exactColumn += predictedColumn == column ? 1 : 0;
    }
    long tokens = (long) height * width;
    for (int i = 0; i < GRIDS.length; i++) {
      rightRows[i] += rows[i];
      rightColumns[i] += columns[i];
      contributions.get(i).add(image, (rows[i] + columns[i]) / 2.0, tokens);
    }
    exactRows += exactRow;
    exactColumns += exactColumn;
    contributions.get(GRIDS.length).add(image, exactRow, tokens);
    contributions.get(GRIDS.length + 1).add(image, exactColumn, tokens);
    testTokens += tokens;
  }

  @Override
  public void merge(Accumulator<PositionProbe> accumulator) {
    PositionProbeAccumulator other = (PositionProbeAccumulator) accumulator;
    training.merge(other.training);
    untrained |= other.untrained;
    degenerate |= other.degenerate;
    testTokens += other.testTokens;
    Arrays.setAll(rightRows, i -> rightRows[i] + other.rightRows[i]);
    Arrays.setAll(rightColumns, i -> rightColumns[i] + other.rightColumns[i]);
    exactRows += other.exactRows;
    exactColumns += other.exactColumns;
    confusion.merge(other.confusion);
    for (int i = 0; i < contributions.size(); i++) {
      contributions.get(i).merge(other.contributions.get(i));
    }
  }

  @Override
  public void write(StateWriter to) throws IOException {
    training.write(to);
    to.writeBoolean(untrained);
    to.writeBoolean(degenerate);
    to.writeLong(testTokens);
    to.writeLongs(rightRows);
    to.writeLongs(rightColumns);
    to.writeLong(exactRows);
    to.writeLong(exactColumns);
    confusion.write(to);
    for (ContributionCollector collector : contributions) {
      collector.write(to);
    }
  }

  @Override
  public void read(StateReader from) throws IOException {
    training.read(from);
    untrained = from.readBoolean();
    degenerate = from.readBoolean();
    testTokens = from.readLong(0, Long.MAX_VALUE);
    rightRows = from.readLongs(GRIDS.length);
    rightColumns = from.readLongs(GRIDS.length);
    exactRows = from.readLong(0, testTokens);
    exactColumns = from.readLong(0, testTokens);
    confusion.read(from);
    for (ContributionCollector collector : contributions) {
      collector.read(from);
    }
  }

  @Override
  public PositionProbe measurement() {
    Map<Integer, Metric> accuracy = new LinkedHashMap<>();
    for (int i = 0; i < GRIDS.length; i++) {
      accuracy.put(
          GRIDS[i],
          metric(
              "accuracy_" + GRIDS[i],
              (rightRows[i] + rightColumns[i]) / 2.0,
              contributions.get(i)));
    }
    return new PositionProbe(
        training.kind(),
        accuracy,
        metric("row_accuracy", exactRows, contributions.get(GRIDS.length)),
        metric("column_accuracy", exactColumns, contributions.get(GRIDS.length + 1)),
        confusion.grids(training.kind()));
  }

  private Metric metric(String figure, double right, ContributionCollector contributed) {
    String name = "probe." + training.kind() + "." + figure;
    if (testTokens > 0) {
      return Metric.of(name, right / testTokens, testTokens, Direction.HIGHER)
          .withContributions(contributed.ratio().within(0, 1).equallyWeighted());
    }
    String reason;
    if (degenerate) {
      reason = training.unfitReason();
    } else if (untrained) {
      reason = "no training image has finite tokens at this layer";
    } else {
      reason = "there are no test tokens: give images of at least two scenes";
    }
    return Metric.notApplicable(name, Direction.HIGHER, reason);
  }
}

package dev.plumbline.engine.measure;

import dev.plumbline.api.Direction;
import dev.plumbline.api.Metric;
import dev.plumbline.api.PositionProbe;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.ImageFigures;
import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.api.spi.LinearClassifier;
import dev.plumbline.api.spi.Predictions;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The position probe in two phases that are both sums: what it is trained on, and the counts of
 * right predictions on the test images.
 */
final class PositionProbeAccumulator implements Accumulator<PositionProbe> {

  private static final int[] GRIDS = {8, 16, 32, 64};

  private final LayerShape shape;
  private final ProbeTraining training;
  private boolean untrained;
  private boolean degenerate;
  private long testTokens;
  private final long[] rightRows = new long[GRIDS.length];
  private final long[] rightColumns = new long[GRIDS.length];
  private long exactRows;
  private long exactColumns;

  PositionProbeAccumulator(LayerShape shape, ProbeTraining training) {
    this.shape = shape;
    this.training = training;
  }

  @Override
  public void add(ImageFigures image) {
    if (!image.isFinite()) {
      return;
    }
    if (image.isTest()) {
      image.predictions().ifPresent(this::score);
    } else {
      training.add(image);
    }
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

  private void score(Predictions predictions) {
    int height = shape.height();
    int width = shape.width();
    for (int token = 0; token < height * width; token++) {
      int row = token / width;
      int column = token % width;
      int predictedRow = predictions.rows()[token];
      int predictedColumn = predictions.columns()[token];
      for (int i = 0; i < GRIDS.length; i++) {
        int g = GRIDS[i];
        rightRows[i] += predictedRow * g / height == row * g / height ? 1 : 0;
        rightColumns[i] += predictedColumn * g / width == column * g / width ? 1 : 0;
      }
      exactRows += predictedRow == row ? 1 : 0;
      exactColumns += predictedColumn == column ? 1 : 0;
    }
    testTokens += (long) height * width;
  }

  @Override
  public void merge(Accumulator<PositionProbe> accumulator) {
    PositionProbeAccumulator other = (PositionProbeAccumulator) accumulator;
    training.merge(other.training);
    degenerate |= other.degenerate;
    testTokens += other.testTokens;
    Arrays.setAll(rightRows, i -> rightRows[i] + other.rightRows[i]);
    Arrays.setAll(rightColumns, i -> rightColumns[i] + other.rightColumns[i]);
    exactRows += other.exactRows;
    exactColumns += other.exactColumns;
  }

  @Override
  public PositionProbe measurement() {
    Map<Integer, Metric> accuracy = new LinkedHashMap<>();
    for (int i = 0; i < GRIDS.length; i++) {
      accuracy.put(
          GRIDS[i], metric("accuracy_" + GRIDS[i], (rightRows[i] + rightColumns[i]) / 2.0));
    }
    return new PositionProbe(
        training.kind(),
        accuracy,
        metric("row_accuracy", exactRows),
        metric("column_accuracy", exactColumns));
  }

  private Metric metric(String figure, double right) {
    String name = "probe." + training.kind() + "." + figure;
    if (testTokens > 0) {
      return Metric.of(name, right / testTokens, testTokens, Direction.HIGHER);
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

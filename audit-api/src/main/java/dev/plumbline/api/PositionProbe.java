package dev.plumbline.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How well a linear classifier reads a token's row and column from the token alone (paper, section
 * "positional embedding"). Trained on about four fifths of the images, tested on the rest, whole
 * scenes on either side; where it is cross-fitted, each image is tested by a classifier that was
 * trained on the other folds.
 *
 * <p>The accuracy on a grid of g cells is the mean over both axes of [predicted·g/W = true·g/W]
 * (integer division), W the axis's length in tokens. Chance is 1/min(g, W) where g divides W.
 * Sample sizes are test tokens.
 */
public final class PositionProbe implements Measurement {

  private final String kind;
  private final SortedMap<Integer, Metric> accuracy;
  private final Metric rowAccuracy;
  private final Metric columnAccuracy;
  private final List<Grid> grids;

  /**
   * Makes the measurement without grids.
   *
   * @param kind the probe, as metric names spell it: {@code lda} or {@code softmax}
   * @param accuracy the accuracy by number of cells
   * @param rowAccuracy the share of test tokens whose row is predicted exactly
   * @param columnAccuracy the share of test tokens whose column is predicted exactly
   */
  public PositionProbe(
      String kind, Map<Integer, Metric> accuracy, Metric rowAccuracy, Metric columnAccuracy) {
    this(kind, accuracy, rowAccuracy, columnAccuracy, List.of());
  }

  /**
   * Makes the measurement.
   *
   * @param kind the probe, as metric names spell it: {@code lda}
   * @param accuracy the accuracy by number of cells
   * @param rowAccuracy the share of test tokens whose row is predicted exactly
   * @param columnAccuracy the share of test tokens whose column is predicted exactly
   * @param grids which rows and columns are taken for which ({@code probe.lda.row_confusion}, …)
   */
  public PositionProbe(
      String kind,
      Map<Integer, Metric> accuracy,
      Metric rowAccuracy,
      Metric columnAccuracy,
      List<Grid> grids) {
    this.kind = kind;
    this.accuracy = new TreeMap<>(accuracy);
    this.rowAccuracy = rowAccuracy;
    this.columnAccuracy = columnAccuracy;
    this.grids = List.copyOf(grids);
  }

  /** Returns which probe it was, as metric names spell it: {@code lda} or {@code softmax}. */
  public String kind() {
    return kind;
  }

  /**
   * Returns the accuracy on a grid, such as {@code probe.lda.accuracy_8}.
   *
   * @param cells the number of cells an axis is divided into: 8, 16, 32 or 64
   */
  public Metric accuracy(int cells) {
    Metric metric = accuracy.get(cells);
    if (metric == null) {
      throw new IllegalArgumentException(
          "The probe has no accuracy on " + cells + " cells, only on " + accuracy.keySet());
    }
    return metric;
  }

  /** Returns the share of test tokens whose row is predicted exactly. */
  public Metric rowAccuracy() {
    return rowAccuracy;
  }

  /** Returns the share of test tokens whose column is predicted exactly. */
  public Metric columnAccuracy() {
    return columnAccuracy;
  }

  @Override
  public List<Metric> metrics() {
    Map<String, Metric> all = new LinkedHashMap<>();
    accuracy.values().forEach(metric -> all.put(metric.name(), metric));
    all.put(rowAccuracy.name(), rowAccuracy);
    all.put(columnAccuracy.name(), columnAccuracy);
    return List.copyOf(all.values());
  }

  @Override
  public List<Grid> grids() {
    return grids;
  }
}

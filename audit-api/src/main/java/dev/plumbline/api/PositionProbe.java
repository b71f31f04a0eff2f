package dev.plumbline.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final SortedMap<Integer, Metric> selectivity;
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
    this(kind, accuracy, rowAccuracy, columnAccuracy, Map.of(), grids);
  }

  private PositionProbe(
      String kind,
      Map<Integer, Metric> accuracy,
      Metric rowAccuracy,
      Metric columnAccuracy,
      Map<Integer, Metric> selectivity,
      List<Grid> grids) {
    this.kind = kind;
    this.accuracy = new TreeMap<>(accuracy);
    this.rowAccuracy = rowAccuracy;
    this.columnAccuracy = columnAccuracy;
    this.selectivity = new TreeMap<>(selectivity);
    this.grids = List.copyOf(grids);
  }

  /**
   * Returns this measurement with its selectivity: how much more of the position can be read than
   * from a control, at the same layer and timestep. The two are compared on the images that test
   * both.
   *
   * @param control the control's measurement, of the same probe
   * @throws IllegalArgumentException if it is of another probe
   */
  public PositionProbe against(PositionProbe control) {
    if (!control.kind.equals(kind)) {
      throw new IllegalArgumentException(
          "The probe " + kind + " cannot be held against the probe " + control.kind);
    }
    Map<Integer, Metric> differences = new TreeMap<>();
    accuracy.forEach(
        (cells, own) ->
            differences.put(
                cells, MetricDifference.of(selectivityName(cells), own, control.accuracy(cells))));
    return new PositionProbe(kind, accuracy, rowAccuracy, columnAccuracy, differences, grids);
  }

  /**
   * Returns this measurement with a selectivity that does not exist.
   *
   * @param reason why there is nothing to hold it against
   */
  public PositionProbe withoutControl(String reason) {
    Map<Integer, Metric> missing = new TreeMap<>();
    accuracy.forEach(
        (cells, own) ->
            missing.put(cells, Metric.notApplicable(selectivityName(cells), own.worse(), reason)));
    return new PositionProbe(kind, accuracy, rowAccuracy, columnAccuracy, missing, grids);
  }

  private String selectivityName(int cells) {
    return "probe." + kind + ".selectivity_" + cells;
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

  /**
   * Returns the accuracy on a grid less that of the run's control, {@code probe.lda.selectivity_8};
   * empty where the run has no control, and for a control itself. Sample sizes are the test tokens
   * of both.
   *
   * @param cells the number of cells an axis is divided into: 8, 16, 32 or 64
   */
  public Optional<Metric> selectivity(int cells) {
    return Optional.ofNullable(selectivity.get(cells));
  }

  @Override
  public List<Metric> metrics() {
    Map<String, Metric> all = new LinkedHashMap<>();
    accuracy.values().forEach(metric -> all.put(metric.name(), metric));
    all.put(rowAccuracy.name(), rowAccuracy);
    all.put(columnAccuracy.name(), columnAccuracy);
    selectivity.values().forEach(metric -> all.put(metric.name(), metric));
    return List.copyOf(all.values());
  }

  @Override
  public List<Grid> grids() {
    return grids;
  }
}

package dev.plumbline.engine.judge;

import dev.plumbline.api.Direction;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.Metric;
import dev.plumbline.engine.csv.CsvTable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/**
 * Bounds that follow from several runs which are all sound: the mean of a metric's figures, and
 * three of their standard deviations beyond it, or the metric's least margin if that is more.
 */
public final class SuggestedBounds {

  /** With fewer runs than this a deviation says nothing. */
  public static final int FEWEST_RUNS = 3;

  private static final int DEVIATIONS = 3;
  private static final MathContext DOWN = new MathContext(6, RoundingMode.FLOOR);
  private static final MathContext UP = new MathContext(6, RoundingMode.CEILING);

  private final StringBuilder text = new StringBuilder();
  private int rows;

  /** Begins a bounds file. */
  public SuggestedBounds() {
    text.append(BoundsFile.TABLE.header()).append('\n');
  }

  /**
   * Adds a row for a metric of a leaf.
   *
   * @param audit the audit's id
   * @param layer the layer
   * @param timestep the timestep
   * @param runs the metric in each run, at least {@value #FEWEST_RUNS}, all applicable
   */
  public void add(String audit, LayerName layer, int timestep, List<Metric> runs) {
    int n = runs.size();
    if (n < FEWEST_RUNS) {
      throw new IllegalArgumentException(n + " runs are too few to tell how much a metric varies");
    }
    Metric first = runs.get(0);
    double mean = runs.stream().mapToDouble(SuggestedBounds::value).average().orElseThrow();
    double squares =
        runs.stream().mapToDouble(run -> (value(run) - mean) * (value(run) - mean)).sum();
    double deviation = Math.sqrt(squares / (n - 1));
    double margin =
        Math.max(
            DEVIATIONS * deviation,
            runs.stream().mapToDouble(run -> BaselineMargin.least(run, true)).max().orElseThrow());
    boolean above = first.worse() != Direction.LOWER;
    boolean below = first.worse() != Direction.HIGHER;
    text.append(
        CsvTable.line(
            audit,
            first.name(),
            layer.path(),
            timestep,
            below ? rounded(mean - margin, DOWN) : "",
            above ? rounded(mean + margin, UP) : "",
            String.format(
                Locale.ROOT, "mean of %d runs %.5g; deviation %.3g", n, mean, deviation)));
    rows++;
  }

  private static double value(Metric run) {
    return run.value().orElseThrow();
  }

  /** Rounds outwards, so that no run is outside. */
  private static String rounded(double limit, MathContext outwards) {
    return new BigDecimal(limit).round(outwards).stripTrailingZeros().toPlainString();
  }

  /** Returns how many rows there are. */
  public int rows() {
    return rows;
  }

  /** Returns the file's text. */
  public String text() {
    return text.toString();
  }
}

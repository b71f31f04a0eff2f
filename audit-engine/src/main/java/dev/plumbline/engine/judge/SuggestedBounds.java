package dev.plumbline.engine.judge;

import dev.plumbline.api.Direction;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.Metric;
import dev.plumbline.engine.csv.CsvTable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Bounds that follow from several runs which are all sound: prediction limits, which the next sound
 * run is beyond with any of its figures at no more than the error rate, or the metric's least
 * margin from the mean if that is more.
 *
 * <p>With the mean and the standard deviation s of n runs, the next run's figure lies within mean ±
 * t·s·√(1 + 1/n), with Student's t of n − 1 degrees of freedom (Hahn and Meeker, Statistical
 * Intervals, 1991, chapter 4). The error rate is divided by the number of limits.
 */
public final class SuggestedBounds {

  /** With fewer runs than this a deviation says nothing. */
  public static final int FEWEST_RUNS = 3;

  private static final MathContext DOWN = new MathContext(6, RoundingMode.FLOOR);
  private static final MathContext UP = new MathContext(6, RoundingMode.CEILING);

  /** A metric of a leaf in all runs. */
  private record Row(String audit, LayerName layer, int timestep, List<Metric> runs) {

    Metric first() {
      return runs.get(0);
    }

    boolean hasUpper() {
      return first().worse() != Direction.LOWER;
    }

    boolean hasLower() {
      return first().worse() != Direction.HIGHER;
    }

    int limits() {
      return (hasUpper() ? 1 : 0) + (hasLower() ? 1 : 0);
    }
  }

  private final double rate;
  private final List<Row> rows = new ArrayList<>();

  /**
   * Begins a bounds file.
   *
   * @param rate how often a sound run may be beyond any of the bounds
   */
  public SuggestedBounds(double rate) {
    this.rate = rate;
  }

  /**
   * Adds a row for a metric of a leaf.
   *
   * @param audit the audit's id
   * @param layer the layer
   * @param timestep the timestep
   * @param runs the metric in each run, at least {@value #FEWEST_RUNS} and as many as in other
   *     rows, all applicable
   */
  public void add(String audit, LayerName layer, int timestep, List<Metric> runs) {
    if (runs.size() < FEWEST_RUNS) {
      throw new IllegalArgumentException(
          runs.size() + " runs are too few to tell how much a metric varies");
    }
    rows.add(new Row(audit, layer, timestep, List.copyOf(runs)));
  }

  /** Returns by how many standard deviations of n runs limits lie beyond the mean. */
  private double deviations(int n) {
    int limits = rows.stream().mapToInt(Row::limits).sum();
    return TDistribution.of(n - 1).inverseSurvivalProbability(rate / limits)
        * Math.sqrt(1 + 1.0 / n);
  }

  private String line(Row row) {
    int n = row.runs().size();
    double mean = row.runs().stream().mapToDouble(SuggestedBounds::value).average().orElseThrow();
    double squares =
        row.runs().stream().mapToDouble(run -> (value(run) - mean) * (value(run) - mean)).sum();
    double deviation = Math.sqrt(squares / (n - 1));
    double least =
        row.runs().stream().mapToDouble(run -> BaselineMargin.least(run, true)).max().orElseThrow();
    double predicted = deviations(n) * deviation;
    double margin = Math.max(predicted, least);
    return CsvTable.line(
        row.audit(),
        row.first().name(),
        row.layer().path(),
        row.timestep(),
        row.hasLower() ? rounded(mean - margin, DOWN) : "",
        row.hasUpper() ? rounded(mean + margin, UP) : "",
        String.format(Locale.ROOT, "mean of %d runs %.5g; deviation %.3g; ", n, mean, deviation)
            + (predicted > least
                ? String.format(Locale.ROOT, "%.3g of them beyond", deviations(n))
                : "least margin"));
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
    return rows.size();
  }

  /**
   * Returns how wide the bounds are, and how wide they would be with twice as many runs; there has
   * to be a row.
   */
  public String width() {
    int n = rows.get(0).runs().size();
    return String.format(
        Locale.ROOT,
        "limits lie %.3g standard deviations beyond the mean of %d runs, so that a sound run is"
            + " beyond any of them at a rate of %s; of %d runs it would be %.3g",
        deviations(n),
        n,
        Violation.number(rate),
        2 * n,
        deviations(2 * n));
  }

  /** Returns the file's text. */
  public String text() {
    StringBuilder text = new StringBuilder(BoundsFile.TABLE.header()).append('\n');
    rows.forEach(row -> text.append(line(row)));
    return text.toString();
  }
}

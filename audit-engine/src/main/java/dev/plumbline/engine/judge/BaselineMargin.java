package dev.plumbline.engine.judge;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.Contributions.Aggregate;
import dev.plumbline.api.Metric;
import dev.plumbline.engine.judge.statistics.SceneInfluence;
import dev.plumbline.engine.plan.Glob;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * How much worse than a baseline's figure a figure may be where the user says nothing: a multiple
 * of the figure's own spread, and never less than the metric's least margin, a change too small to
 * matter. docs/measurements.md, "Baselines", has the rule.
 *
 * @param width the margin
 * @param reason what it is, for messages
 */
record BaselineMargin(double width, String reason) {

  /** No margin. */
  static final BaselineMargin NONE = new BaselineMargin(0, "no worse than the baseline");

  /** How many times as much a figure may change that does not get worse. */
  private static final int DRIFT = 2;

  /** How much margins differ that are the same but for rounding. */
  private static final double ROUNDING = 1e-6;

  /** Where both sides saw the same scenes, these vary together, and little is left to chance. */
  private static final int SPREADS_PAIRED = 2;

  /**
   * Two samples of scenes differ by √2 standard errors although nothing has changed, so a figure
   * could hardly ever be shown to be within a small margin.
   */
  private static final int SPREADS_UNPAIRED = 8;

  /**
   * The least margin of some metrics.
   *
   * @param metric which
   * @param absolute in the metric's own unit
   * @param relative as a share of the baseline's figure
   * @param observations of a share, that many observations more
   */
  private record Floor(Glob metric, double absolute, double relative, int observations) {

    static Floor of(String metric, double absolute, double relative, int observations) {
      return new Floor(Glob.of(metric), absolute, relative, observations);
    }

    double of(Metric recorded) {
      double least = Math.max(absolute, relative * Math.abs(recorded.value().orElseThrow()));
      return observations == 0
          ? least
          : Math.max(least, (double) observations / recorded.sampleSize());
    }
  }

  /**
   * Least margins where the two sides saw different images. Different images have different maxima,
   * and a maximum has no standard error that would tell how different. So these are as wide as two
   * samples of eight scenes of one checkpoint need: docs/simulations.md.
   */
  private static final List<Floor> UNPAIRED_FLOORS =
      List.of(
          Floor.of("norm.recurrence", 0.1, 0, 8),
          Floor.of("norm.max_*", 0, 0.75, 0),
          Floor.of("health.participation_ratio", 0, 0.8, 0),
          Floor.of("health.fp16_headroom", 1, 0, 0));

  /** Least margins by metric. The first that matches counts. */
  private static final List<Floor> FLOORS =
      List.of(
          Floor.of("finite.**", 0, 0, 0),
          Floor.of("norm.prevalence_*", 1e-5, 0.05, 0),
          Floor.of("norm.recurrence", 0.05, 0, 3),
          Floor.of("norm.patches", 0.01, 0.05, 0),
          Floor.of("norm.max_*", 0, 0.1, 0),
          Floor.of("health.dead_channels", 0.01, 0, 0),
          Floor.of("health.fp16_headroom", 0.25, 0, 0),
          Floor.of("similarity.**", 0.01, 0, 0),
          Floor.of("probe.**", 0.01, 0, 0),
          Floor.of("**", 0, 0.05, 0));

  /**
   * Returns the margin.
   *
   * @param recorded the baseline's metric
   * @param sameInputs whether the figure that is held against it comes from the same images with
   *     the same noise
   */
  static BaselineMargin of(Metric recorded, boolean sameInputs) {
    if (!recorded.isApplicable()) {
      return NONE;
    }
    double floor = least(recorded, sameInputs);
    double spread = recorded.contributions().map(BaselineMargin::spread).orElse(0.0);
    int spreads = sameInputs ? SPREADS_PAIRED : SPREADS_UNPAIRED;
    if (spreads * spread <= floor) {
      return floor == 0
          ? NONE
          : new BaselineMargin(floor, "the least margin of " + recorded.name());
    }
    boolean maximum = recorded.contributions().orElseThrow().aggregate() == Aggregate.MAXIMUM;
    return new BaselineMargin(
        spreads * spread,
        String.format(
            "%d times %s of %s",
            spreads,
            maximum ? "the standard deviation between images" : "the baseline's standard error",
            Violation.number(spread)));
  }

  /**
   * Returns by how much a figure may have changed that need not be worse.
   *
   * @param recorded the baseline's metric, which must be applicable
   * @param sameInputs whether the figure that is held against it comes from the same images with
   *     the same noise
   */
  static BaselineMargin drift(Metric recorded, boolean sameInputs) {
    BaselineMargin worse = of(recorded, sameInputs);
    return new BaselineMargin(
        DRIFT * worse.width(), String.format("%d times %s", DRIFT, worse.reason()));
  }

  /**
   * Returns what the margin of an applicable metric is made of: its least one, and a multiple of
   * its spread, which is the smaller the more scenes are recorded.
   */
  static Planning.Margin parts(Metric recorded, boolean sameInputs) {
    double spread = recorded.contributions().map(BaselineMargin::spread).orElse(0.0);
    return new Planning.Margin(
        least(recorded, sameInputs), (sameInputs ? SPREADS_PAIRED : SPREADS_UNPAIRED) * spread);
  }

  /** Returns the same of a margin that was taken; one that a row of the user's says is fixed. */
  static Planning.Margin parts(Metric recorded, boolean sameInputs, double taken) {
    Planning.Margin own = parts(recorded, sameInputs);
    return Math.abs(own.width() - taken) <= ROUNDING * own.width()
        ? own
        : new Planning.Margin(taken, 0);
  }

  /** Returns the least margin of an applicable metric: a change too small to matter. */
  static double least(Metric recorded, boolean sameInputs) {
    return Stream.concat(sameInputs ? Stream.of() : UNPAIRED_FLOORS.stream(), FLOORS.stream())
        .filter(floor -> floor.metric().matches(recorded.name()))
        .findFirst()
        .orElseThrow()
        .of(recorded);
  }

  /**
   * Returns the standard error of a ratio of sums, with the scene as the unit, and the standard
   * deviation of what images gave to a maximum. A total counts what should not be there at all, so
   * it has no spread.
   */
  private static double spread(Contributions contributions) {
    return switch (contributions.aggregate()) {
      case RATIO ->
          SceneInfluence.of(contributions)
              .filter(influence -> influence.scenes().size() > 1)
              .map(influence -> Math.sqrt(influence.variance()))
              .orElse(0.0);
      case MAXIMUM -> standardDeviation(contributions.numerators());
      case TOTAL -> 0;
    };
  }

  private static double standardDeviation(double[] values) {
    if (values.length < 2) {
      return 0;
    }
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    return Math.sqrt(squares / (values.length - 1));
  }
}

package dev.plumbline.engine.judge.statistics;

import dev.plumbline.api.ConfidenceInterval;
import dev.plumbline.api.Contributions;
import dev.plumbline.api.Metric;
import java.util.Optional;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The confidence interval of a ratio of sums over images, with the scene as the unit: images of one
 * scene resemble each other, so that only scenes count as observations.
 *
 * <p>With the sums A and B of each of g scenes and R = ΣA/ΣB, the linearised variance of R is
 * g/(g−1) · Σ(A − R·B)² / (ΣB)² (Cochran, Sampling Techniques, 1977, chapters 6 and 9A: the ratio
 * estimator over clusters), and the interval is R ± t·√variance with Student's t of g−1 degrees of
 * freedom, cut off where the figure cannot be.
 */
public final class SceneInterval {

  /** With fewer scenes than this an interval is rough (docs/measurements.md, "Intervals"). */
  private static final int FEW = 10;

  private static final double LEVEL = 0.95;

  private SceneInterval() {}

  /** Returns what is to be said behind a number of scenes that is too small for sure figures. */
  public static String caution(int scenes) {
    return scenes < FEW ? " (few: rough)" : "";
  }

  /** Returns the interval a metric brings along, or the one that follows from its contributions. */
  public static Optional<ConfidenceInterval> of(Metric metric) {
    return metric.interval().or(() -> metric.contributions().flatMap(SceneInterval::of));
  }

  /**
   * Returns the interval; empty where there is none: for totals and maxima, with fewer than two
   * scenes, and where no scene differs from the others, since nothing then says how much they vary.
   */
  public static Optional<ConfidenceInterval> of(Contributions contributions) {
    Optional<SceneInfluence> influence = SceneInfluence.of(contributions);
    if (influence.isEmpty() || influence.get().scenes().size() < 2) {
      return Optional.empty();
    }
    double error = Math.sqrt(influence.get().variance());
    if (error == 0) {
      return Optional.empty();
    }
    double value = contributions.value().orElseThrow();
    double freedom = influence.get().scenes().size() - 1.0;
    double half = TDistribution.of(freedom).inverseSurvivalProbability((1 - LEVEL) / 2) * error;
    return Optional.of(
        new ConfidenceInterval(cut(value - half, contributions), cut(value + half, contributions)));
  }

  private static double cut(double end, Contributions contributions) {
    return Math.min(Math.max(end, contributions.lowest()), contributions.highest());
  }
}

package dev.plumbline.engine.judge;

import dev.plumbline.api.ConfidenceInterval;
import dev.plumbline.api.Contributions;
import dev.plumbline.api.Contributions.Aggregate;
import dev.plumbline.api.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
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
final class SceneInterval {

  /** With fewer scenes than this an interval is rough (docs/measurements.md, "Intervals"). */
  static final int FEW = 10;

  private static final double LEVEL = 0.95;

  /** What is left of a deviation of 0 after rounding, as a share of what it is a difference of. */
  private static final double ROUNDING = 1e-12;

  private record Sums(double above, double below) {}

  private SceneInterval() {}

  /** Returns the interval a metric brings along, or the one that follows from its contributions. */
  static Optional<ConfidenceInterval> of(Metric metric) {
    return metric.interval().or(() -> metric.contributions().flatMap(SceneInterval::of));
  }

  /**
   * Returns the interval; empty where there is none: for totals and maxima, with fewer than two
   * scenes, and where no scene differs from the others, since nothing then says how much they vary.
   */
  static Optional<ConfidenceInterval> of(Contributions contributions) {
    OptionalDouble value = contributions.value();
    if (contributions.aggregate() != Aggregate.RATIO || value.isEmpty()) {
      return Optional.empty();
    }
    List<Sums> scenes = scenes(contributions);
    int g = scenes.size();
    double ratio = value.getAsDouble();
    double squares = 0;
    double below = 0;
    for (Sums scene : scenes) {
      double deviation = scene.above() - ratio * scene.below();
      double scale = Math.abs(scene.above()) + Math.abs(ratio * scene.below());
      squares += Math.abs(deviation) > ROUNDING * scale ? deviation * deviation : 0;
      below += scene.below();
    }
    if (g < 2 || squares == 0) {
      return Optional.empty();
    }
    double error = Math.sqrt(g / (g - 1.0) * squares) / Math.abs(below);
    double half = TDistribution.of(g - 1.0).inverseSurvivalProbability((1 - LEVEL) / 2) * error;
    return Optional.of(
        new ConfidenceInterval(cut(ratio - half, contributions), cut(ratio + half, contributions)));
  }

  private static List<Sums> scenes(Contributions contributions) {
    List<Sums> sums = new ArrayList<>();
    for (Contributions scene : contributions.byScene().values()) {
      double above = 0;
      double below = 0;
      double[] numerators = scene.numerators();
      double[] denominators = scene.denominators();
      for (int image = 0; image < scene.size(); image++) {
        above += numerators[image];
        below += denominators[image];
      }
      sums.add(new Sums(above, below));
    }
    return sums;
  }

  private static double cut(double end, Contributions contributions) {
    return Math.min(Math.max(end, contributions.lowest()), contributions.highest());
  }
}

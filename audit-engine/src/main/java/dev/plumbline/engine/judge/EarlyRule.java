package dev.plumbline.engine.judge;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.Contributions.Aggregate;
import dev.plumbline.api.Metric;
import dev.plumbline.engine.judge.statistics.SceneBets;
import dev.plumbline.engine.judge.statistics.SceneSums;
import dev.plumbline.engine.plan.SeenScenes;
import java.util.Optional;

/**
 * Decides, of some images of a run, on which side of a limit a metric will be over all of them. It
 * may be asked after every scene: see {@link SceneBets}.
 *
 * @param withinRate how often a figure that will be beyond its limit may be called within
 * @param beyondRate how often a figure that will be within its limit may be called beyond
 */
record EarlyRule(double withinRate, double beyondRate) {

  /** Returns what can be said of a metric's figure over all images. */
  Decision.Verdict decide(Metric metric, HeldBound.Side side, SeenScenes seen) {
    Optional<Contributions> given = metric.contributions();
    if (given.isEmpty()) {
      return Decision.Verdict.INCONCLUSIVE;
    }
    boolean isViolated = side.isViolatedBy(metric.value().orElseThrow());
    if (given.get().aggregate() == Aggregate.MAXIMUM) {
      return ofMaximum(side.atMost(), isViolated);
    }
    return SceneSums.of(given.get(), seen)
        .map(sums -> ofMean(sums, side, isViolated))
        .orElse(Decision.Verdict.INCONCLUSIVE);
  }

  /** A maximum only grows. */
  private static Decision.Verdict ofMaximum(boolean atMost, boolean isViolated) {
    if (atMost && isViolated) {
      return Decision.Verdict.BEYOND;
    }
    return atMost || isViolated ? Decision.Verdict.INCONCLUSIVE : Decision.Verdict.WITHIN;
  }

  /**
   * Decides only what the images seen so far say themselves. An earlier scene may have decided
   * otherwise; then more images are needed.
   */
  private Decision.Verdict ofMean(SceneSums sums, HeldBound.Side side, boolean isViolated) {
    double limit = side.number();
    if (isViolated) {
      boolean isBeyond =
          side.atMost() ? sums.isAtLeast(limit, beyondRate) : sums.isAtMost(limit, beyondRate);
      return isBeyond ? Decision.Verdict.BEYOND : Decision.Verdict.INCONCLUSIVE;
    }
    boolean isWithin =
        side.atMost() ? sums.isAtMost(limit, withinRate) : sums.isAtLeast(limit, withinRate);
    return isWithin ? Decision.Verdict.WITHIN : Decision.Verdict.INCONCLUSIVE;
  }
}

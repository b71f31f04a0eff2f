package dev.plumbline.engine.judge;

import dev.plumbline.api.Direction;
import dev.plumbline.api.Metric;
import dev.plumbline.engine.judge.statistics.Comparison;
import java.util.Optional;

/**
 * Whether a metric that holds its bound against the baseline is better than the baseline: by more
 * than the margin by which it might have been worse, and by more than chance explains. Figures
 * without a sampling error, such as maxima, are never called better.
 */
final class Improvement {

  private Improvement() {}

  static boolean of(Metric metric, HeldBound held, boolean sameInputs, double rate) {
    Optional<HeldBound.Side> side =
        switch (metric.worse()) {
          case HIGHER -> held.atMost();
          case LOWER -> held.atLeast();
          case NEITHER -> Optional.empty();
        };
    return side.filter(HeldBound.Side::isBaselines)
        .filter(limit -> isBeyondMirrored(metric, limit, sameInputs, rate))
        .isPresent();
  }

  private static boolean isBeyondMirrored(
      Metric metric, HeldBound.Side side, boolean sameInputs, double rate) {
    Metric theirs = side.reference().orElseThrow();
    boolean above = metric.worse() == Direction.LOWER; // where it gets better
    double margin = Math.abs(side.number() - theirs.value().orElseThrow());
    return metric
        .contributions()
        .flatMap(
            ours ->
                theirs
                    .contributions()
                    .flatMap(
                        others ->
                            Comparison.of(
                                ours, others, 1, above ? margin : -margin, above, sameInputs)))
        .filter(
            found ->
                found.excess() > 0
                    && (found.standardError() == 0 || found.probabilityOfExcess() <= rate))
        .isPresent();
  }
}

package dev.plumbline.engine.judge;

import dev.plumbline.api.Direction;
import dev.plumbline.api.Metric;
import java.util.Optional;

/**
 * Whether a metric that holds its bound against the baseline is better than the baseline: by more
 * than the margin by which it might have been worse, and by more than chance explains.
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
    return side.filter(Improvement::isBaselines)
        .filter(limit -> isBeyondMirrored(metric, limit, sameInputs, rate))
        .isPresent();
  }

  private static boolean isBaselines(HeldBound.Side side) {
    return side.limit().reference().filter(BaselineBounds.REFERENCE::equals).isPresent();
  }

  private static boolean isBeyondMirrored(
      Metric metric, HeldBound.Side side, boolean sameInputs, double rate) {
    Metric theirs = side.reference().orElseThrow();
    double recorded = theirs.value().orElseThrow();
    double margin = Math.abs(side.number() - recorded);
    double sign = metric.worse() == Direction.HIGHER ? 1 : -1;
    double excess = sign * (recorded - metric.value().orElseThrow()) - margin;
    if (excess <= 0) {
      return false;
    }
    Optional<Comparison> comparison =
        metric
            .contributions()
            .flatMap(
                ours ->
                    theirs
                        .contributions()
                        .flatMap(
                            others ->
                                Comparison.of(
                                    ours, others, 1, -sign * margin, sign < 0, sameInputs)));
    return comparison
        .map(found -> found.standardError() == 0 || found.probabilityOfExcess() <= rate)
        .orElse(true);
  }
}

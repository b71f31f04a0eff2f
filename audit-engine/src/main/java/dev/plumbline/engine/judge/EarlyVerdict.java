package dev.plumbline.engine.judge;

import dev.plumbline.api.ConfidenceInterval;
import dev.plumbline.api.Metric;
import dev.plumbline.engine.plan.SeenScenes;
import java.util.Map;
import java.util.Optional;

/** What was decided of a leaf before all images were seen. */
public final class EarlyVerdict {

  /**
   * What was decided of a metric.
   *
   * @param atLeast on which side of its lower limit it will be
   * @param atMost on which side of its upper limit
   * @param interval of the figure over all images
   */
  record OfMetric(
      Optional<Decision.Verdict> atLeast,
      Optional<Decision.Verdict> atMost,
      Optional<ConfidenceInterval> interval) {

    Decision.Verdict of(HeldBound.Side side) {
      return (side.atMost() ? atMost : atLeast).orElse(Decision.Verdict.INCONCLUSIVE);
    }
  }

  private final Map<String, OfMetric> metrics;
  private final SeenScenes seen;
  private final double rate;

  EarlyVerdict(Map<String, OfMetric> metrics, SeenScenes seen, double rate) {
    this.metrics = Map.copyOf(metrics);
    this.seen = seen;
    this.rate = rate;
  }

  /** Returns how many images had been seen when it was decided. */
  public int images() {
    return seen.images();
  }

  Optional<OfMetric> of(String metric) {
    return Optional.ofNullable(metrics.get(metric));
  }

  /** Returns a metric with the interval that holds although measuring stopped. */
  Metric withInterval(Metric metric) {
    return of(metric.name())
        .flatMap(OfMetric::interval)
        .map(interval -> metric.withInterval(Optional.of(interval)))
        .orElse(metric);
  }

  /** Returns when it was decided, in words. */
  String when() {
    return String.format(
        "decided after %d of %d images at an error rate of %s %%",
        seen.images(), seen.allImages(), Violation.number(100 * rate));
  }
}

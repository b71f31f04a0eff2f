package dev.plumbline.engine.judge;

import dev.plumbline.api.Metric;
import dev.plumbline.api.Subject;
import java.util.Optional;

/** Where a metric's bound may come from. */
public sealed interface BoundSource permits BoundsFile, BaselineBounds {

  /**
   * Finds the bound of a metric.
   *
   * @param audit the audit's id, {@code Class.method}
   * @param metric the metric
   * @param subject where it was measured
   * @return the bound; empty if this source has nothing to say of the metric
   */
  Optional<Bound> find(String audit, Metric metric, Subject subject);
}

package dev.plumbline.api;

/**
 * Holds metrics against their bounds.
 *
 * <p>The bounds come from CSV: the audit class's own ({@link Bounds}) and over it the user's {@code
 * audit.bounds}. A check never throws: all violations of one leaf are in one failure message, and
 * the leaf's verdict is the worst of its checks.
 */
public interface Gate {

  /**
   * Holds a metric against its bound. Outside the bound the leaf fails. A metric that is not
   * applicable, or for which no bound row matches, aborts the leaf with that reason. A row without
   * {@code at_least} and {@code at_most} is deliberately no bound: the metric is only recorded.
   *
   * @param metric a metric of one of the audit's measurements, or one the audit made itself
   */
  void check(Metric metric);

  /**
   * Records a metric that the audit made itself and does not want judged. Metrics of the audit's
   * measurements are recorded without this.
   *
   * @param metric the metric
   */
  void record(Metric metric);
}

package dev.plumbline.api;

/**
 * A confidence interval of a metric at 95 %, in the metric's own unit.
 *
 * @param low its lower end
 * @param high its upper end, not below {@code low}
 */
public record ConfidenceInterval(double low, double high) {

  /** Checks that the ends are numbers and in order. */
  public ConfidenceInterval {
    if (!(low <= high)) {
      throw new IllegalArgumentException("low must not be above high: [" + low + ", " + high + "]");
    }
  }
}

package dev.plumbline.api.report;

import java.util.Locale;

/** What became of one metric of one leaf. */
public enum MetricVerdict {
  /** Checked, and within its bound. */
  PASSED,
  /** Checked, and outside its bound. */
  FAILED,
  /** Checked, and outside a bound that only warns. */
  WARNED,
  /** Checked, and outside its bound no worse than has been accepted. */
  FROZEN,
  /** Checked, and it cannot be told from chance on which side of its bound it is. */
  INCONCLUSIVE,
  /** Not checked, or checked without a bound. */
  RECORDED,
  /** The figure does not exist. */
  NOT_APPLICABLE;

  /** Returns the verdict as {@code metrics.csv} spells it: {@code not-applicable}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Reads a verdict as {@code metrics.csv} spells it.
   *
   * @param label what {@link #label()} wrote
   * @throws IllegalArgumentException if it is none
   */
  public static MetricVerdict of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}

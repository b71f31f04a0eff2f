package dev.plumbline.api;

/** Which way a metric gets worse. */
public enum Direction {
  /** A larger value is worse. */
  HIGHER,
  /** A smaller value is worse. */
  LOWER,
  /** Neither: the metric describes, it does not judge. */
  NEITHER
}

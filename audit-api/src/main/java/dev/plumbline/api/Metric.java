package dev.plumbline.api;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One named number of a measurement.
 *
 * @param name its name as in {@code metrics.csv}: {@code norm.max_z}; not blank
 * @param value the number, finite; empty when the figure does not exist (not applicable)
 * @param sampleSize how many observations it rests on: images, tokens or pairs, as the measurement
 *     says
 * @param worse which way it gets worse
 * @param interval its confidence interval, where the measurement has one
 * @param reason why there is no value; empty when there is one
 */
public record Metric(
    String name,
    OptionalDouble value,
    long sampleSize,
    Direction worse,
    Optional<ConfidenceInterval> interval,
    String reason) {

  /** Checks that there is either a finite value or a reason why not. */
  public Metric {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(worse, "worse");
    Objects.requireNonNull(interval, "interval");
    if (name.isBlank()) {
      throw new IllegalArgumentException("A metric needs a name");
    }
    if (value.isPresent() && !Double.isFinite(value.getAsDouble())) {
      throw new IllegalArgumentException(
          name + " is " + value.getAsDouble() + ": a metric is finite or not applicable");
    }
    if (value.isPresent() != reason.isEmpty()) {
      throw new IllegalArgumentException(
          name + " needs either a value or a reason why it has none");
    }
  }

  /**
   * Makes a metric that has a value and no interval.
   *
   * @param name its name
   * @param value the number, finite
   * @param sampleSize how many observations it rests on
   * @param worse which way it gets worse
   */
  public static Metric of(String name, double value, long sampleSize, Direction worse) {
    return new Metric(name, OptionalDouble.of(value), sampleSize, worse, Optional.empty(), "");
  }

  /**
   * Makes a metric whose figure does not exist.
   *
   * @param name its name
   * @param worse which way it would get worse
   * @param reason why there is none, and where it can be mended, how
   */
  public static Metric notApplicable(String name, Direction worse, String reason) {
    return new Metric(name, OptionalDouble.empty(), 0, worse, Optional.empty(), reason);
  }

  /** Tells whether the figure exists. */
  public boolean isApplicable() {
    return value.isPresent();
  }
}

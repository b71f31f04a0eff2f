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
 * @param interval its confidence interval at 95 %, where the measurement brings one of its own;
 *     where it does not, the gate makes one of the contributions
 * @param reason why there is no value; empty when there is one
 * @param contributions what each image gave to the value, where the measurement says so
 */
public record Metric(
    String name,
    OptionalDouble value,
    long sampleSize,
    Direction worse,
    Optional<ConfidenceInterval> interval,
    String reason,
    Optional<Contributions> contributions) {

  /** How far contributions may be from the value, as a share of values above 1. */
  private static final double ROUNDING = 1e-6;

  /**
   * Checks that there is either a finite value or a reason why not, and that contributions come to
   * the value.
   */
  public Metric {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(worse, "worse");
    Objects.requireNonNull(interval, "interval");
    Objects.requireNonNull(contributions, "contributions");
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
    if (contributions.isPresent() && !comesTo(contributions.get().value(), value)) {
      throw new IllegalArgumentException(
          String.format(
              "%s is %s, but what the images contribute comes to %s",
              name, figure(value), figure(contributions.get().value())));
    }
  }

  private static boolean comesTo(OptionalDouble contributed, OptionalDouble value) {
    return contributed.isPresent()
        && value.isPresent()
        && Math.abs(contributed.getAsDouble() - value.getAsDouble())
            <= ROUNDING * Math.max(1, Math.abs(value.getAsDouble()));
  }

  private static String figure(OptionalDouble figure) {
    return figure.isPresent() ? Double.toString(figure.getAsDouble()) : "nothing";
  }

  /**
   * Makes a metric that has a value, and neither interval nor contributions.
   *
   * @param name its name
   * @param value the number, finite
   * @param sampleSize how many observations it rests on
   * @param worse which way it gets worse
   */
  public static Metric of(String name, double value, long sampleSize, Direction worse) {
    return new Metric(
        name, OptionalDouble.of(value), sampleSize, worse, Optional.empty(), "", Optional.empty());
  }

  /**
   * Makes a metric whose figure does not exist.
   *
   * @param name its name
   * @param worse which way it would get worse
   * @param reason why there is none, and where it can be mended, how
   */
  public static Metric notApplicable(String name, Direction worse, String reason) {
    return new Metric(
        name, OptionalDouble.empty(), 0, worse, Optional.empty(), reason, Optional.empty());
  }

  /**
   * Returns the same metric with what each image gave to it.
   *
   * @param given the contributions, which come to the value
   * @throws IllegalArgumentException if they do not
   */
  public Metric withContributions(Contributions given) {
    return new Metric(name, value, sampleSize, worse, interval, reason, Optional.of(given));
  }

  /**
   * Returns the same metric with another confidence interval.
   *
   * @param other the interval; empty for none
   */
  public Metric withInterval(Optional<ConfidenceInterval> other) {
    return new Metric(name, value, sampleSize, worse, other, reason, contributions);
  }

  /** Tells whether the figure exists. */
  public boolean isApplicable() {
    return value.isPresent();
  }
}

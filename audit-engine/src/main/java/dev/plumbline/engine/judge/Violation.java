package dev.plumbline.engine.judge;

import dev.plumbline.api.Metric;
import dev.plumbline.api.Subject;
import java.util.Locale;
import java.util.Optional;

/** The sentence about a metric outside its bound: what, where, by how much, and whose bound. */
final class Violation {

  private Violation() {}

  /**
   * Returns the sentence; empty where the metric, which must be applicable, is within its bound.
   */
  static Optional<String> describe(Metric metric, Bound bound, Subject subject) {
    double value = metric.value().orElseThrow();
    if (bound.atMost().isPresent() && value > bound.atMost().getAsDouble()) {
      return Optional.of(sentence(metric, bound, subject, "at most", bound.atMost().getAsDouble()));
    }
    if (bound.atLeast().isPresent() && value < bound.atLeast().getAsDouble()) {
      return Optional.of(
          sentence(metric, bound, subject, "at least", bound.atLeast().getAsDouble()));
    }
    return Optional.empty();
  }

  private static String sentence(
      Metric metric, Bound bound, Subject subject, String side, double limit) {
    double value = metric.value().orElseThrow();
    double by = Math.abs(value - limit);
    String share =
        limit == 0 ? "" : String.format(Locale.ROOT, ", %.1f %%", 100 * by / Math.abs(limit));
    return String.format(
        Locale.ROOT,
        "%s: %s is %s (n=%d), expected %s %s: %s by %s%s\n    bound: %s%s",
        subject,
        metric.name(),
        number(value),
        metric.sampleSize(),
        side,
        number(limit),
        value > limit ? "above" : "below",
        number(by),
        share,
        bound.source(),
        bound.note().isEmpty() ? "" : " (" + bound.note() + ")");
  }

  private static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e9) {
      return Long.toString((long) value);
    }
    return String.format(Locale.ROOT, "%.6g", value);
  }
}

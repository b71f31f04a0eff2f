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
  static Optional<String> describe(Metric metric, HeldBound held, Subject subject) {
    double value = metric.value().orElseThrow();
    if (held.atMost().filter(side -> value > side.number()).isPresent()) {
      return Optional.of(sentence(metric, held, subject, "at most", held.atMost().get()));
    }
    if (held.atLeast().filter(side -> value < side.number()).isPresent()) {
      return Optional.of(sentence(metric, held, subject, "at least", held.atLeast().get()));
    }
    return Optional.empty();
  }

  private static String sentence(
      Metric metric, HeldBound held, Subject subject, String words, HeldBound.Side side) {
    Bound bound = held.bound();
    double limit = side.number();
    double value = metric.value().orElseThrow();
    double by = Math.abs(value - limit);
    String shown = number(value);
    if (Double.parseDouble(shown) == limit) {
      shown = Double.toString(value); // "8.00000, expected at most 8" would say nothing
    }
    String share =
        limit == 0 ? "" : String.format(Locale.ROOT, ", %.1f %%", 100 * by / Math.abs(limit));
    return String.format(
        Locale.ROOT,
        "%s: %s is %s (n=%d), expected %s %s%s: %s by %s%s\n    bound: %s%s",
        subject,
        metric.name(),
        shown,
        metric.sampleSize(),
        words,
        number(limit),
        side.origin(),
        value > limit ? "above" : "below",
        number(by),
        share,
        bound.source(),
        bound.note().isEmpty() ? "" : " (" + bound.note() + ")");
  }

  static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e9) {
      return Long.toString((long) value);
    }
    return String.format(Locale.ROOT, "%.6g", value);
  }
}

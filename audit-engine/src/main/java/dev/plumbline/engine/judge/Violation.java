package dev.plumbline.engine.judge;

import dev.plumbline.api.ConfidenceInterval;
import dev.plumbline.api.Contributions;
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
        "%s: %s is %s (n=%d)%s, expected %s %s%s: %s by %s%s\n    bound: %s%s",
        subject,
        metric.name(),
        shown,
        metric.sampleSize(),
        SceneInterval.of(metric).map(interval -> interval(interval, metric)).orElse(""),
        words,
        number(limit),
        side.origin(),
        value > limit ? "above" : "below",
        number(by),
        share,
        bound.source(),
        bound.note().isEmpty() ? "" : " (" + bound.note() + ")");
  }

  private static String interval(ConfidenceInterval interval, Metric metric) {
    return String.format(
        Locale.ROOT,
        ", 95 %% %s to %s%s",
        number(interval.low()),
        number(interval.high()),
        metric.contributions().map(Violation::over).orElse(""));
  }

  private static String over(Contributions contributions) {
    int scenes = contributions.scenes().size();
    return " over " + scenes + (scenes < SceneInterval.FEW ? " scenes (few: rough)" : " scenes");
  }

  static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e9) {
      return Long.toString((long) value);
    }
    return String.format(Locale.ROOT, "%.6g", value);
  }
}

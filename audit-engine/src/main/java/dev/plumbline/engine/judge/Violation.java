package dev.plumbline.engine.judge;

import dev.plumbline.api.ConfidenceInterval;
import dev.plumbline.api.Contributions;
import dev.plumbline.api.Metric;
import dev.plumbline.api.Subject;
import dev.plumbline.engine.judge.statistics.SceneInterval;
import java.util.Locale;

/** The sentence about a metric outside its bound: what, where, by how much, and whose bound. */
final class Violation {

  private Violation() {}

  /**
   * Returns the sentence.
   *
   * @param metric the metric, which is applicable
   * @param bound the row
   * @param side the limit it is beyond
   * @param sureness how sure it is; empty where the value itself is what counts
   * @param subject where
   */
  static String describe(
      Metric metric, Bound bound, HeldBound.Side side, String sureness, Subject subject) {
    double limit = side.number();
    double value = metric.value().orElseThrow();
    double by = Math.abs(value - limit);
    String shown = number(value);
    if (Double.parseDouble(shown) == limit) {
      shown = Double.toString(value); // else it would read "8.00000, expected at most 8"
    }
    String share =
        limit == 0 ? "" : String.format(Locale.ROOT, ", %.1f %%", 100 * by / Math.abs(limit));
    return String.format(
        Locale.ROOT,
        "%s: %s is %s (n=%d)%s, expected %s: %s by %s%s%s\n    bound: %s%s",
        subject,
        metric.name(),
        shown,
        metric.sampleSize(),
        SceneInterval.of(metric).map(interval -> interval(interval, metric)).orElse(""),
        side.expectation(),
        value > limit ? "above" : "below",
        number(by),
        share,
        sureness,
        bound.source(),
        quoted(bound));
  }

  /**
   * Returns the sentence about a figure that is gone.
   *
   * @param metric the metric, which is not applicable
   * @param theirs what its reference has, in words
   * @param bound the row
   * @param subject where
   */
  static String gone(Metric metric, String theirs, Bound bound, Subject subject) {
    return String.format(
        "%s: %s is gone: it is not applicable (%s), and %s\n    bound: %s%s",
        subject, metric.name(), metric.reason(), theirs, bound.source(), quoted(bound));
  }

  private static String quoted(Bound bound) {
    return bound.note().isEmpty() ? "" : " (" + bound.note() + ")";
  }

  private static String interval(ConfidenceInterval interval, Metric metric) {
    return String.format(
        Locale.ROOT,
        ", 95 %% %s to %s%s",
        number(interval.low()),
        number(interval.high()),
        metric.contributions().map(given -> over(metric, given)).orElse(""));
  }

  /** Few scenes are a reason for caution where the interval follows from their variance. */
  private static String over(Metric metric, Contributions contributions) {
    int scenes = contributions.scenes().size();
    String caution = metric.interval().isPresent() ? "" : SceneInterval.caution(scenes);
    return " over " + scenes + " scenes" + caution;
  }

  static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e9) {
      return Long.toString((long) value);
    }
    return String.format(Locale.ROOT, "%.6g", value);
  }
}

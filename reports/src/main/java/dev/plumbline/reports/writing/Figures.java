package dev.plumbline.reports.writing;

import dev.plumbline.api.report.MetricRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Figures for people. */
public final class Figures {

  private Figures() {}

  /**
   * Returns a figure in about four digits: a count whole, what is very small or large as a power of
   * 10.
   */
  public static String of(double value) {
    boolean isCount = value == Math.rint(value) && Math.abs(value) < 1e7;
    if (isCount) {
      return Long.toString(Math.round(value));
    }
    double size = Math.abs(value);
    String pattern = size < 1e-3 || size >= 1e6 ? "%.2e" : "%.4g";
    return String.format(Locale.ROOT, pattern, value);
  }

  /** Returns a metric's value, with its interval where it has one; empty if it has no value. */
  public static String withInterval(MetricRecord metric) {
    if (metric.value().isEmpty()) {
      return "";
    }
    String value = of(metric.value().getAsDouble());
    return metric.ciLow().isPresent() && metric.ciHigh().isPresent()
        ? value
            + " ("
            + of(metric.ciLow().getAsDouble())
            + " to "
            + of(metric.ciHigh().getAsDouble())
            + ")"
        : value;
  }

  /** Returns a metric's bound: {@code at least 0.1, at most 0.3}. */
  public static String bound(MetricRecord metric) {
    List<String> ends = new ArrayList<>();
    metric.atLeast().ifPresent(end -> ends.add("at least " + of(end)));
    metric.atMost().ifPresent(end -> ends.add("at most " + of(end)));
    return String.join(", ", ends);
  }
}

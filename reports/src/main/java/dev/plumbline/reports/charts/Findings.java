package dev.plumbline.reports.charts;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** What there is to see in a chart, in words. */
final class Findings {

  private Findings() {}

  /** Says of each curve of the checkpoint itself how far it reaches and what is outside. */
  static String of(Panel panel) {
    List<String> sentences = new ArrayList<>();
    for (Curve curve : panel.curves()) {
      if (curve.role() == Curve.Role.SUBJECT) {
        sentences.add(of(curve));
      }
    }
    return String.join(" ", sentences);
  }

  private static String of(Curve curve) {
    Comparator<Curve.Point> byValue = Comparator.comparingDouble(Curve.Point::value);
    Curve.Point least = curve.points().stream().min(byValue).orElseThrow();
    Curve.Point most = curve.points().stream().max(byValue).orElseThrow();
    List<Curve.Point> outside = curve.points().stream().filter(Curve.Point::violated).toList();
    boolean isBounded =
        curve.points().stream()
            .anyMatch(point -> point.atLeast().isPresent() || point.atMost().isPresent());
    String range =
        String.format(
            "%s: %s at %s to %s at %s",
            curve.label(),
            figure(least.value()),
            least.layer(),
            figure(most.value()),
            most.layer());
    if (!isBounded) {
      return range + ".";
    }
    if (outside.isEmpty()) {
      return range + "; nothing outside a bound.";
    }
    return String.format(
        "%s; outside its bound at %d of %d layers, such as %s.",
        range, outside.size(), curve.points().size(), outside.get(0).layer());
  }

  /** Says what a point is, and what it may be. */
  static String text(Curve.Point point) {
    return figure(point.value())
        + end(" (half of the images: ", point.low(), "")
        + end(" to ", point.high(), ")")
        + end(", at least ", point.atLeast(), "")
        + end(", at most ", point.atMost(), "")
        + (point.violated() ? ", outside" : "");
  }

  private static String end(String before, OptionalDouble figure, String after) {
    return figure.isPresent() ? before + figure(figure.getAsDouble()) + after : "";
  }

  /** Returns a figure in four digits. */
  static String figure(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e7) {
      return Long.toString(Math.round(value));
    }
    double size = Math.abs(value);
    return String.format(Locale.ROOT, size < 1e-3 || size >= 1e6 ? "%.2e" : "%.4g", value);
  }
}

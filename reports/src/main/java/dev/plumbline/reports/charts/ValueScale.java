package dev.plumbline.reports.charts;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * A scale of values from the bottom to the top of a picture, with ticks at round figures.
 *
 * @param low the value at the bottom
 * @param high the value at the top
 * @param step from tick to tick
 * @param height the picture's height
 */
record ValueScale(double low, double high, double step, int height) {

  private static final int WANTED_TICKS = 4;

  /** Makes the scale of a panel: all its curves, spreads and bounds are on it. */
  static ValueScale of(Panel panel, int height) {
    if (panel.isShare()) {
      return new ValueScale(0, 1, 0.25, height);
    }
    double[] values =
        panel.curves().stream()
            .flatMap(curve -> curve.points().stream())
            .flatMapToDouble(ValueScale::values)
            .filter(Double::isFinite)
            .toArray();
    double least = DoubleStream.of(values).min().orElse(0);
    double most = DoubleStream.of(values).max().orElse(1);
    double span = most > least ? most - least : Math.max(Math.abs(most), 1);
    double low = most > least ? least : least - span / 2;
    double high = most > least ? most : most + span / 2;
    return new ValueScale(low, high, roundStep((high - low) / WANTED_TICKS), height);
  }

  private static DoubleStream values(Curve.Point point) {
    return DoubleStream.concat(
        DoubleStream.of(point.value()),
        Stream.of(point.low(), point.high(), point.atLeast(), point.atMost())
            .flatMapToDouble(end -> end.stream()));
  }

  /** Returns 1, 2 or 5 times a power of ten, at least so large. */
  private static double roundStep(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (int times : new int[] {1, 2, 5}) {
      if (times * power >= least) {
        return times * power;
      }
    }
    return 10 * power;
  }

  /** Returns how far below the top a value is. */
  double place(double value) {
    double share = (value - low) / (high - low);
    return height * (1 - Math.max(0, Math.min(1, share)));
  }

  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  /** Returns a tick's figure, with as many digits as tell it from the next. */
  String label(double tick) {
    double size = Math.max(Math.abs(low), Math.abs(high));
    if (size >= 1e5 || size < 1e-3) {
      return String.format(Locale.ROOT, "%.1e", tick);
    }
    int digits = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
    boolean isHalf =
        Math.abs(step * Math.pow(10, digits) - Math.rint(step * Math.pow(10, digits))) > 1e-6;
    return String.format(Locale.ROOT, "%." + (isHalf ? digits + 1 : digits) + "f", tick);
  }
}

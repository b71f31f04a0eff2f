package dev.plumbline.reports.trends;

import dev.plumbline.reports.trends.PastRun.Figure;
import dev.plumbline.reports.writing.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A small picture of a metric over runs: its median as a line, from the least to the largest value
 * as a band, a cross where it was outside its bound.
 *
 * @param points the runs, the oldest first; at least two
 */
record TrendLine(List<Point> points) {

  static final int WIDTH = 240;
  static final int HEIGHT = 48;
  private static final int MARGIN = 6;

  /**
   * A run's figure.
   *
   * @param run the run
   * @param checkpoint what the checkpoint was called in it
   * @param figure the figure
   */
  record Point(PastRun run, String checkpoint, Figure figure) {

    String words() {
      return run.name()
          + (run.time().isEmpty() ? "" : ", " + run.time())
          + ", "
          + checkpoint
          + ": median "
          + Figures.of(figure.median())
          + ", "
          + Figures.of(figure.least())
          + " to "
          + Figures.of(figure.most())
          + (figure.outside() == 0
              ? ""
              : ", outside its bound at " + figure.outside() + " of " + figure.places());
    }
  }

  /** Returns the picture's parts for a template. */
  Map<String, Object> model() {
    StringBuilder line = new StringBuilder();
    StringBuilder above = new StringBuilder();
    StringBuilder below = new StringBuilder();
    StringBuilder crosses = new StringBuilder();
    List<Map<String, Object>> runs = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      String x = number(x(i));
      String y = number(y(point.figure().median()));
      line.append(i == 0 ? 'M' : 'L').append(x).append(',').append(y);
      above.append(x).append(',').append(number(y(point.figure().most()))).append(' ');
      below.insert(0, x + "," + number(y(point.figure().least())) + " ");
      if (point.figure().outside() > 0) {
        crosses.append('M').append(x).append(',').append(y).append("m-4,-4l8,8m0,-8l-8,8");
      }
      double step = (double) (WIDTH - 2 * MARGIN) / (points.size() - 1);
      runs.add(Map.of("x", number(x(i) - step / 2), "width", number(step), "words", point.words()));
    }
    return Map.of(
        "width", WIDTH,
        "height", HEIGHT,
        "line", line.toString(),
        "band", above.append(below).toString(),
        "crosses", crosses.toString(),
        "x", number(x(points.size() - 1)),
        "y", number(y(points.get(points.size() - 1).figure().median())),
        "runs", runs);
  }

  private double x(int run) {
    return MARGIN + run * (double) (WIDTH - 2 * MARGIN) / (points.size() - 1);
  }

  private double y(double value) {
    double least = points.stream().mapToDouble(point -> point.figure().least()).min().orElse(0);
    double most = points.stream().mapToDouble(point -> point.figure().most()).max().orElse(0);
    double share = most > least ? value / (most - least) - least / (most - least) : 0.5;
    return HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}

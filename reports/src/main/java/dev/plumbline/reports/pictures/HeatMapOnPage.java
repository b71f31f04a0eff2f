package dev.plumbline.reports.pictures;

import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.reports.charts.GridOnPage;
import dev.plumbline.reports.charts.LayerAxis;
import dev.plumbline.reports.pictures.MetricFigures.Figure;
import dev.plumbline.reports.writing.Figures;
import dev.plumbline.reports.writing.Texts;
import java.util.Comparator;
import java.util.List;

/** A heat map as a part of a page; a sentence where there is nothing to see in it. */
final class HeatMapOnPage {

  private HeatMapOnPage() {}

  /**
   * Makes it.
   *
   * @param figures the metric at all layers and timesteps; at least one
   * @param title what it is called
   * @param axis the layers
   */
  static Gallery.Part part(List<Figure> figures, String title, LayerAxis axis) {
    List<MetricRecord> metrics = figures.stream().map(Figure::metric).toList();
    Comparator<MetricRecord> byValue = Comparator.comparingDouble(HeatMapOnPage::value);
    MetricRecord least = metrics.stream().min(byValue).orElseThrow();
    MetricRecord most = metrics.stream().max(byValue).orElseThrow();
    long outside = figures.stream().filter(Figure::isViolated).count();
    if (value(least) == value(most) && outside == 0) {
      return new Gallery.Part(sentence(metrics), true);
    }
    double span = value(most) > value(least) ? value(most) - value(least) : 1;
    List<GridOnPage.Cell> cells =
        figures.stream().map(figure -> cell(figure, value(least), span)).toList();
    String finding =
        String.format(
            "From %s at %s to %s at %s; %s.",
            Figures.of(value(least)),
            place(least),
            Figures.of(value(most)),
            place(most),
            outside == 0
                ? "nothing outside a bound"
                : outside + " of " + figures.size() + " outside their bounds");
    GridOnPage.Figure figure = new GridOnPage.Figure(title, finding, cells);
    return new Gallery.Part(
        GridOnPage.keyOfScale(value(least), value(most))
            + new GridOnPage(title, axis, List.of(figure)).html(),
        false);
  }

  private static String sentence(List<MetricRecord> metrics) {
    MetricRecord any = metrics.get(0);
    long layers = metrics.stream().map(MetricRecord::layer).distinct().count();
    long timesteps = metrics.stream().map(MetricRecord::timestep).distinct().count();
    return Texts.escapeHtml(
        String.format(
            "%s is %s everywhere: at %d %s and %d %s.",
            Texts.oneLine(any.metric()),
            Figures.of(value(any)),
            layers,
            layers == 1 ? "layer" : "layers",
            timesteps,
            timesteps == 1 ? "timestep" : "timesteps"));
  }

  private static GridOnPage.Cell cell(Figure figure, double least, double span) {
    MetricRecord metric = figure.metric();
    String bound = Figures.bound(metric);
    return new GridOnPage.Cell(
        metric.layer(),
        metric.timestep(),
        GridOnPage.Shade.ofScale((value(metric) - least) / span),
        Figures.withInterval(metric) + (bound.isEmpty() ? "" : ", " + bound),
        mark(metric));
  }

  /** Returns what a figure is marked with. */
  static GridOnPage.Mark mark(MetricRecord metric) {
    return metric.verdict() == MetricVerdict.FAILED
        ? GridOnPage.Mark.OUTSIDE
        : metric.verdict() == MetricVerdict.INCONCLUSIVE
            ? GridOnPage.Mark.UNDECIDED
            : GridOnPage.Mark.NONE;
  }

  private static String place(MetricRecord metric) {
    return metric.layer() + ", t=" + metric.timestep();
  }

  private static double value(MetricRecord metric) {
    return metric.value().getAsDouble();
  }
}

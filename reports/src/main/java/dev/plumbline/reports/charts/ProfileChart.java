package dev.plumbline.reports.charts;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.DeviationRenderer;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jfree.data.xy.YIntervalSeries;
import org.jfree.data.xy.YIntervalSeriesCollection;

/**
 * A profile: figures over the layers of a U-Net, in diagrams one under the other. Spreads are
 * shaded, bounds are small bars, and what is outside its bound has a cross.
 */
public final class ProfileChart {

  private static final int HEADING = 34;
  private static final int PANEL = 190;
  private static final double GAP = 0.5;

  private final String title;
  private final LayerAxis axis;
  private final List<Panel> panels;

  /**
   * Makes a chart.
   *
   * @param title its heading
   * @param axis the layers
   * @param panels its diagrams, from top to bottom; at least one
   */
  public ProfileChart(String title, LayerAxis axis, List<Panel> panels) {
    this.title = Words.shortened(title, 110);
    this.axis = axis;
    this.panels = List.copyOf(panels);
  }

  /** Returns the chart as an SVG document. */
  public String svg() {
    int height = HEADING + panels.size() * PANEL + LayerAxis.LAYER_NAMES;
    return Svg.draw(axis.width(), height, title, this::draw);
  }

  private void draw(Graphics2D pen) {
    pen.setFont(Palette.TITLE.deriveFont(15f));
    pen.setColor(Palette.INK);
    pen.drawString(title, 16, 23);
    int top = HEADING;
    for (int i = 0; i < panels.size(); i++) {
      boolean isLast = i == panels.size() - 1;
      int height = isLast ? PANEL + LayerAxis.LAYER_NAMES : PANEL;
      ChartRenderingInfo drawn = new ChartRenderingInfo();
      chart(panels.get(i), isLast)
          .draw(pen, new Rectangle2D.Double(0, top, axis.width(), height), drawn);
      if (isLast) {
        axis.drawNames(pen, drawn.getPlotInfo().getDataArea());
      }
      top += height;
    }
  }

  private JFreeChart chart(Panel panel, boolean isLast) {
    NumberAxis values = new NumberAxis();
    values.setAutoRangeIncludesZero(false);
    values.setStandardTickUnits(NumberAxis.createStandardTickUnits(Locale.ROOT));
    values.setTickLabelFont(Palette.SMALL);
    values.setTickLabelPaint(Palette.INK);
    values.setAxisLinePaint(Palette.GRID_LINE);
    values.setTickMarksVisible(false);
    if (panel.isShare()) {
      values.setRange(0, 1);
    }
    XYPlot plot = new XYPlot();
    plot.setRangeAxis(values);
    plot.setBackgroundPaint(Palette.PAPER);
    plot.setOutlinePaint(Palette.GRID_LINE);
    plot.setRangeGridlinePaint(Palette.GRID_LINE);
    plot.setRangeGridlineStroke(new BasicStroke(0.6f));
    axis.applyTo(plot, isLast);
    addSpreads(plot, panel);
    addCurves(plot, panel);
    addBounds(plot, panel);
    addViolations(plot, panel);
    JFreeChart chart = new JFreeChart(null, null, plot, false);
    chart.setBackgroundPaint(Palette.PAPER);
    chart.setPadding(new RectangleInsets(4, 8, 0, 12));
    chart.addSubtitle(0, heading(panel));
    chart.addSubtitle(1, legend(plot));
    return chart;
  }

  private static TextTitle heading(Panel panel) {
    TextTitle heading = new TextTitle(Words.shortened(panel.title(), 110), Palette.TITLE);
    heading.setPaint(Palette.INK);
    heading.setHorizontalAlignment(HorizontalAlignment.LEFT);
    heading.setPadding(2, 8, 0, 0);
    return heading;
  }

  private static LegendTitle legend(XYPlot plot) {
    LegendTitle legend = new LegendTitle(plot);
    legend.setPosition(RectangleEdge.TOP);
    legend.setHorizontalAlignment(HorizontalAlignment.LEFT);
    legend.setItemFont(Palette.TEXT);
    legend.setItemPaint(Palette.INK);
    legend.setFrame(BlockBorder.NONE);
    legend.setPadding(0, 8, 2, 0);
    return legend;
  }

  private void addSpreads(XYPlot plot, Panel panel) {
    YIntervalSeriesCollection spreads = new YIntervalSeriesCollection();
    DeviationRenderer renderer = new DeviationRenderer(false, false);
    for (Curve curve : panel.curves()) {
      YIntervalSeries series = new YIntervalSeries("spread " + spreads.getSeriesCount());
      for (Curve.Point point : sorted(curve)) {
        if (point.low().isPresent() && point.high().isPresent()) {
          series.add(
              axis.place(point.layer()),
              point.value(),
              point.low().getAsDouble(),
              point.high().getAsDouble());
        }
      }
      if (!series.isEmpty()) {
        renderer.setSeriesFillPaint(spreads.getSeriesCount(), Palette.hue(curve.hue()));
        renderer.setSeriesVisibleInLegend(spreads.getSeriesCount(), false);
        spreads.addSeries(series);
      }
    }
    renderer.setAlpha(0.18f);
    plot.setDataset(0, spreads);
    plot.setRenderer(0, renderer);
  }

  private void addCurves(XYPlot plot, Panel panel) {
    XYSeriesCollection curves = new XYSeriesCollection();
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, true);
    for (Curve curve : panel.curves()) {
      XYSeries series = new XYSeries(unique(curves, Words.shortened(curve.label(), 60)));
      int last = -1;
      for (Curve.Point point : sorted(curve)) {
        int place = axis.place(point.layer());
        if (last >= 0 && place > last + 1) {
          series.add(last + GAP, Double.NaN); // the line stops where a layer has no figure
        }
        series.add(place, point.value());
        last = place;
      }
      int index = curves.getSeriesCount();
      curves.addSeries(series);
      renderer.setSeriesPaint(index, Palette.hue(curve.hue()));
      renderer.setSeriesStroke(index, Palette.pen(curve.role()));
      renderer.setSeriesShape(index, marker(curve.hue()));
      renderer.setSeriesShapesVisible(index, curve.role() == Curve.Role.SUBJECT);
      renderer.setLegendLine(new Line2D.Double(-12, 0, 12, 0));
    }
    plot.setDataset(1, curves);
    plot.setRenderer(1, renderer);
  }

  private static String unique(XYSeriesCollection curves, String label) {
    String key = label;
    for (int i = 2; curves.getSeriesIndex(key) >= 0; i++) {
      key = label + " (" + i + ")";
    }
    return key;
  }

  private void addBounds(XYPlot plot, Panel panel) {
    XYSeries bounds = new XYSeries("bound", true, true);
    add(bounds, panel, Curve.Point::atMost);
    add(bounds, panel, Curve.Point::atLeast);
    addMarks(plot, 2, bounds, new Rectangle2D.Double(-7, -1, 14, 2), Palette.INK);
  }

  private void addViolations(XYPlot plot, Panel panel) {
    XYSeries violations = new XYSeries("outside its bound", true, true);
    add(
        violations,
        panel,
        point -> point.violated() ? OptionalDouble.of(point.value()) : OptionalDouble.empty());
    addMarks(plot, 3, violations, cross(), Palette.VIOLATION);
  }

  private void add(XYSeries series, Panel panel, Function<Curve.Point, OptionalDouble> figure) {
    for (Curve curve : panel.curves()) {
      if (curve.role() == Curve.Role.SUBJECT) {
        curve
            .points()
            .forEach(
                point ->
                    figure
                        .apply(point)
                        .ifPresent(value -> series.add(axis.place(point.layer()), value)));
      }
    }
  }

  private static void addMarks(XYPlot plot, int index, XYSeries series, Shape shape, Color colour) {
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(false, true);
    renderer.setSeriesShape(0, shape);
    renderer.setSeriesPaint(0, colour);
    renderer.setSeriesVisibleInLegend(0, !series.isEmpty());
    plot.setDataset(index, new XYSeriesCollection(series));
    plot.setRenderer(index, renderer);
  }

  private List<Curve.Point> sorted(Curve curve) {
    return curve.points().stream()
        .sorted(Comparator.comparingInt(point -> axis.place(point.layer())))
        .toList();
  }

  private static Shape marker(int hue) {
    return switch (hue % 4) {
      case 0 -> new Ellipse2D.Double(-2.6, -2.6, 5.2, 5.2);
      case 1 -> new Rectangle2D.Double(-2.4, -2.4, 4.8, 4.8);
      case 2 -> polygon(0, -3.2, 3.2, 2.6, -3.2, 2.6);
      default -> polygon(0, -3.4, 3.4, 0, 0, 3.4, -3.4, 0);
    };
  }

  /** A cross whose arms are 3 pixels wide. */
  private static Shape cross() {
    return polygon(
        0, -2, 5, -7, 7, -5, 2, 0, 7, 5, 5, 7, 0, 2, -5, 7, -7, 5, -2, 0, -7, -5, -5, -7);
  }

  private static Shape polygon(double... corners) {
    Path2D path = new Path2D.Double();
    path.moveTo(corners[0], corners[1]);
    for (int i = 2; i < corners.length; i += 2) {
      path.lineTo(corners[i], corners[i + 1]);
    }
    path.closePath();
    return path;
  }
}

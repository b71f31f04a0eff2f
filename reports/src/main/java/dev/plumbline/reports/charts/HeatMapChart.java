package dev.plumbline.reports.charts;

import dev.plumbline.api.LayerName;
import java.awt.BasicStroke;
import java.awt.Paint;
import java.awt.geom.Rectangle2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYBoxAnnotation;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.PaintScale;
import org.jfree.chart.renderer.xy.XYBlockRenderer;
import org.jfree.chart.title.PaintScaleLegend;
import org.jfree.chart.title.TextTitle;
import org.jfree.chart.ui.HorizontalAlignment;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.DefaultXYZDataset;

/**
 * A figure over layers and timesteps, dark where it is small. What is outside its bound has a frame
 * and a cross, a layer without the figure is grey.
 */
public final class HeatMapChart {

  private static final int HEADING = 32;
  private static final int BLOCK_NAMES = 16;
  private static final int ROW = 24;
  private static final int SCALE = 90;

  /**
   * A cell.
   *
   * @param layer the layer
   * @param timestep the timestep
   * @param value the figure
   * @param violated whether it is outside its bound
   */
  public record Cell(LayerName layer, int timestep, double value, boolean violated) {}

  private final String title;
  private final LayerAxis axis;
  private final List<Integer> timesteps;
  private final List<Cell> cells;
  private final double lowest;
  private final double highest;

  /**
   * Makes a chart.
   *
   * @param title its heading
   * @param axis the layers
   * @param cells the figures that there are; at least one
   */
  public HeatMapChart(String title, LayerAxis axis, List<Cell> cells) {
    this.title = Words.shortened(title, 110);
    this.axis = axis;
    this.cells = List.copyOf(cells);
    this.timesteps = cells.stream().map(Cell::timestep).distinct().sorted().toList();
    this.lowest = cells.stream().mapToDouble(Cell::value).min().orElseThrow();
    double most = cells.stream().mapToDouble(Cell::value).max().orElseThrow();
    this.highest = most > lowest ? most : lowest + 1;
  }

  /** Returns the chart as an SVG document. */
  public String svg() {
    int width = axis.width() + SCALE;
    int height =
        HEADING + BLOCK_NAMES + Math.max(3, timesteps.size()) * ROW + LayerAxis.LAYER_NAMES;
    return Svg.draw(
        width,
        height,
        title,
        pen -> {
          ChartRenderingInfo drawn = new ChartRenderingInfo();
          chart().draw(pen, new Rectangle2D.Double(0, 0, width, height), drawn);
          axis.drawNames(pen, drawn.getPlotInfo().getDataArea());
        });
  }

  private JFreeChart chart() {
    XYPlot plot = new XYPlot(dataset(), null, rows(), renderer());
    plot.setBackgroundPaint(Palette.NOTHING);
    plot.setOutlinePaint(Palette.GRID_LINE);
    plot.setRangeGridlinesVisible(false);
    axis.applyTo(plot, true);
    cells.stream().filter(Cell::violated).forEach(cell -> mark(plot, cell));
    JFreeChart chart = new JFreeChart(null, null, plot, false);
    chart.setBackgroundPaint(Palette.PAPER);
    chart.setPadding(new RectangleInsets(6, 8, 0, 8));
    TextTitle heading = new TextTitle(title, Palette.TITLE);
    heading.setPaint(Palette.INK);
    heading.setHorizontalAlignment(HorizontalAlignment.LEFT);
    heading.setPadding(0, 8, 6, 0);
    chart.addSubtitle(0, heading);
    chart.addSubtitle(scale());
    return chart;
  }

  private DefaultXYZDataset dataset() {
    double[][] data = new double[3][cells.size()];
    for (int i = 0; i < cells.size(); i++) {
      data[0][i] = axis.place(cells.get(i).layer());
      data[1][i] = timesteps.indexOf(cells.get(i).timestep());
      data[2][i] = cells.get(i).value();
    }
    DefaultXYZDataset dataset = new DefaultXYZDataset();
    dataset.addSeries("figure", data);
    return dataset;
  }

  private SymbolAxis rows() {
    SymbolAxis rows =
        new SymbolAxis(null, timesteps.stream().map(t -> "t=" + t).toArray(String[]::new));
    rows.setRange(-0.5, timesteps.size() - 0.5);
    rows.setInverted(true);
    rows.setGridBandsVisible(false);
    rows.setTickMarksVisible(false);
    rows.setTickLabelFont(Palette.SMALL);
    rows.setTickLabelPaint(Palette.INK);
    rows.setAxisLinePaint(Palette.GRID_LINE);
    return rows;
  }

  private XYBlockRenderer renderer() {
    XYBlockRenderer renderer = new XYBlockRenderer();
    renderer.setPaintScale(colours());
    renderer.setBlockWidth(0.94);
    renderer.setBlockHeight(0.9);
    return renderer;
  }

  private PaintScale colours() {
    return new PaintScale() {
      @Override
      public double getLowerBound() {
        return lowest;
      }

      @Override
      public double getUpperBound() {
        return highest;
      }

      @Override
      public Paint getPaint(double value) {
        return Palette.scale((value - lowest) / (highest - lowest));
      }
    };
  }

  private void mark(XYPlot plot, Cell cell) {
    double x = axis.place(cell.layer());
    double y = timesteps.indexOf(cell.timestep());
    // from the bottom to the top, and this axis points down
    plot.addAnnotation(
        new XYBoxAnnotation(
            x - 0.47,
            y + 0.45,
            x + 0.47,
            y - 0.45,
            new BasicStroke(2.4f),
            Palette.VIOLATION,
            null));
    XYTextAnnotation cross = new XYTextAnnotation("×", x, y);
    cross.setFont(Palette.TITLE.deriveFont(15f));
    boolean isDark = (cell.value() - lowest) / (highest - lowest) < 0.6;
    cross.setPaint(isDark ? Palette.PAPER : Palette.INK);
    plot.addAnnotation(cross);
  }

  private PaintScaleLegend scale() {
    NumberAxis numbers = new NumberAxis();
    numbers.setTickLabelFont(Palette.SMALL);
    numbers.setTickLabelPaint(Palette.INK);
    numbers.setTickMarksVisible(false);
    numbers.setStandardTickUnits(NumberAxis.createStandardTickUnits(Locale.ROOT));
    if (Math.max(Math.abs(lowest), Math.abs(highest)) < 1e-3) {
      numbers.setNumberFormatOverride(
          new DecimalFormat("0.#E0", DecimalFormatSymbols.getInstance(Locale.ROOT)));
    }
    PaintScaleLegend scale = new PaintScaleLegend(colours(), numbers);
    scale.setPosition(RectangleEdge.RIGHT);
    scale.setStripWidth(12);
    scale.setStripOutlineVisible(false);
    scale.setBackgroundPaint(Palette.PAPER);
    scale.setSubdivisionCount(48);
    scale.setPadding(new RectangleInsets(4, 10, LayerAxis.LAYER_NAMES, 4));
    return scale;
  }
}

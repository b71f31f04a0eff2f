package dev.plumbline.reports.charts;

import dev.plumbline.api.LayerName;
import java.awt.BasicStroke;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jfree.chart.axis.AxisSpace;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.plot.IntervalMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleEdge;

/** Layers from left to right; those of one block that are side by side are grouped. */
public final class LayerAxis {

  /** Left and right of what is drawn over layers. */
  static final int MARGIN = 64;

  /** How much room there is below a plot for the layers' names. */
  static final int LAYER_NAMES = 122;

  private static final int SPACING = 19;
  private static final int LEAST_WIDTH = 640;

  private final List<LayerName> layers;
  private final Map<LayerName, Integer> places = new HashMap<>();

  /**
   * Makes an axis.
   *
   * @param layers the layers from left to right, each once
   */
  public LayerAxis(List<LayerName> layers) {
    this.layers = List.copyOf(layers);
    for (int i = 0; i < this.layers.size(); i++) {
      places.put(this.layers.get(i), i);
    }
  }

  int place(LayerName layer) {
    return places.get(layer);
  }

  /** Returns the width in pixels of what is drawn over the layers, margins included. */
  int width() {
    return Math.max(LEAST_WIDTH, 2 * MARGIN + SPACING * layers.size());
  }

  /** Puts the axis under a plot, and shades every other block. */
  void applyTo(XYPlot plot, boolean isNamed) {
    NumberAxis axis = new NumberAxis();
    axis.setRange(-0.5, layers.size() - 0.5);
    axis.setTickLabelsVisible(false);
    axis.setTickMarksVisible(false);
    axis.setAxisLinePaint(Palette.GRID_LINE);
    plot.setDomainAxis(axis);
    plot.setDomainGridlinesVisible(false);
    AxisSpace below = new AxisSpace();
    below.add(isNamed ? LAYER_NAMES : 4, RectangleEdge.BOTTOM);
    plot.setFixedDomainAxisSpace(below);
    AxisSpace beside = new AxisSpace();
    beside.add(MARGIN - 16, RectangleEdge.LEFT);
    plot.setFixedRangeAxisSpace(beside);
    boolean shaded = false;
    for (List<LayerName> block : blocks()) {
      plot.addDomainMarker(band(block, shaded), Layer.BACKGROUND);
      shaded = !shaded;
    }
  }

  /**
   * Writes the layers' names upwards below a plot, and those of their blocks below them. JFreeChart
   * would draw upright letters as outlines.
   */
  void drawNames(Graphics2D pen, Rectangle2D plot) {
    pen.setFont(Palette.SMALL);
    pen.setColor(Palette.INK);
    FontMetrics metrics = pen.getFontMetrics();
    AffineTransform upright = pen.getTransform();
    for (LayerName layer : layers) {
      String name = nameInBlock(layer);
      double x = plot.getX() + (place(layer) + 0.5) * plot.getWidth() / layers.size();
      pen.translate(x + 3.5, plot.getMaxY() + 6 + metrics.stringWidth(name));
      pen.rotate(-Math.PI / 2);
      pen.drawString(name, 0, 0);
      pen.setTransform(upright);
    }
    for (List<LayerName> block : blocks()) {
      String name = shortName(block.get(0).block(), block.size());
      double left = plot.getX() + place(block.get(0)) * plot.getWidth() / layers.size();
      double width = block.size() * plot.getWidth() / layers.size();
      int y = (int) plot.getMaxY() + LAYER_NAMES - 18;
      pen.setStroke(new BasicStroke(1f));
      pen.drawLine((int) left + 3, y, (int) (left + width) - 3, y);
      pen.drawString(name, (int) (left + (width - metrics.stringWidth(name)) / 2), y + 12);
    }
  }

  /** Returns the layers from left to right. */
  List<LayerName> layers() {
    return layers;
  }

  /** Returns the layers by their blocks, those together that are side by side. */
  List<List<LayerName>> blocks() {
    List<List<LayerName>> blocks = new ArrayList<>();
    String current = null;
    for (LayerName layer : layers) {
      if (!layer.block().equals(current)) {
        blocks.add(new ArrayList<>());
        current = layer.block();
      }
      blocks.get(blocks.size() - 1).add(layer);
    }
    return blocks;
  }

  private IntervalMarker band(List<LayerName> block, boolean shaded) {
    double first = place(block.get(0)) - 0.5;
    return new IntervalMarker(
        first,
        first + block.size(),
        shaded ? Palette.BAND : Palette.PAPER,
        new BasicStroke(0.5f),
        null,
        null,
        1f);
  }

  /** Returns a block's name, short enough for the room that its layers take. */
  static String shortName(String block, int layers) {
    String name =
        LayerName.withBrackets(block)
            .replace("_blocks", "")
            .replace("_block", "")
            .replace("conv_", "");
    return Words.shortened(name, Math.max(3, layers * 4));
  }

  /** Returns a layer's name without that of its block, shortened. */
  static String nameInBlock(LayerName layer) {
    String path = layer.path();
    String block = layer.block();
    boolean isInside = path.startsWith(block + ".");
    return Words.shortened(
        LayerName.withBrackets(isInside ? path.substring(block.length() + 1) : path), 18);
  }
}

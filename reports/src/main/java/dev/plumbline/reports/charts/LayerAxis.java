package dev.plumbline.reports.charts;

import dev.plumbline.api.LayerName;
import java.awt.BasicStroke;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.IntervalMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.ui.Layer;
import org.jfree.chart.ui.RectangleAnchor;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;

/** Layers from left to right in the network's order, grouped in blocks. */
public final class LayerAxis {

  /** Left and right of what is drawn over layers. */
  static final int MARGIN = 64;

  private static final int SPACING = 19;
  private static final int LEAST_WIDTH = 640;

  private final List<LayerName> layers;
  private final Map<LayerName, Integer> places = new HashMap<>();

  /**
   * Makes an axis.
   *
   * @param layers the layers in any order; those named twice are taken once
   */
  public LayerAxis(Collection<LayerName> layers) {
    this.layers = layers.stream().distinct().sorted(NetworkOrder.INSTANCE).toList();
    for (int i = 0; i < this.layers.size(); i++) {
      places.put(this.layers.get(i), i);
    }
  }

  /** Returns the layers in the network's order. */
  public List<LayerName> layers() {
    return layers;
  }

  int place(LayerName layer) {
    return places.get(layer);
  }

  /** Returns the width in pixels of what is drawn over the layers, margins included. */
  int width() {
    return Math.max(LEAST_WIDTH, 2 * MARGIN + SPACING * layers.size());
  }

  /** Puts the axis under a plot, and shades every other block. */
  void applyTo(XYPlot plot, boolean namesBlocks, boolean namesLayers) {
    SymbolAxis axis =
        new SymbolAxis(null, layers.stream().map(LayerAxis::nameInBlock).toArray(String[]::new));
    axis.setRange(-0.5, layers.size() - 0.5);
    axis.setGridBandsVisible(false);
    axis.setVerticalTickLabels(true);
    axis.setTickLabelsVisible(namesLayers);
    axis.setTickMarksVisible(false);
    axis.setTickLabelFont(Palette.SMALL);
    axis.setTickLabelPaint(Palette.INK);
    axis.setAxisLinePaint(Palette.GRID_LINE);
    plot.setDomainAxis(axis);
    plot.setDomainGridlinesVisible(false);
    boolean shaded = false;
    for (List<LayerName> block : blocks()) {
      plot.addDomainMarker(band(block, shaded, namesBlocks), Layer.BACKGROUND);
      shaded = !shaded;
    }
  }

  private List<List<LayerName>> blocks() {
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

  private IntervalMarker band(List<LayerName> block, boolean shaded, boolean isNamed) {
    double first = place(block.get(0)) - 0.5;
    IntervalMarker band =
        new IntervalMarker(
            first,
            first + block.size(),
            shaded ? Palette.BAND : Palette.PAPER,
            new BasicStroke(0.5f),
            null,
            null,
            1f);
    if (isNamed) {
      band.setLabel(shortName(block.get(0).block(), block.size()));
      band.setLabelFont(Palette.SMALL);
      band.setLabelPaint(Palette.FAINT_INK);
      band.setLabelAnchor(RectangleAnchor.TOP);
      band.setLabelTextAnchor(TextAnchor.TOP_CENTER);
      band.setLabelOffset(new RectangleInsets(2, 0, 0, 0));
    }
    return band;
  }

  /** Returns a block's name, short enough for the room that its layers take. */
  private static String shortName(String block, int layers) {
    String name =
        LayerName.withBrackets(block)
            .replace("_blocks", "")
            .replace("_block", "")
            .replace("conv_", "");
    return Words.shortened(name, Math.max(3, layers * 3));
  }

  private static String nameInBlock(LayerName layer) {
    String path = layer.path();
    String block = layer.block();
    boolean isInside = path.startsWith(block + ".");
    return Words.shortened(
        LayerName.withBrackets(isInside ? path.substring(block.length() + 1) : path), 24);
  }
}

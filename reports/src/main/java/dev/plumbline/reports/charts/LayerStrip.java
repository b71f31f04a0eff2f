package dev.plumbline.reports.charts;

import dev.plumbline.api.LayerName;
import java.util.List;

/**
 * What charts on a page have in common: layers from left to right in text of the page's size, in a
 * part of the page that scrolls sideways where it is too narrow, while the scale on the left stays.
 * Colours are the page's, by class.
 */
final class LayerStrip {

  /** How wide the scale on the left is. */
  static final int SCALE = 52;

  /** How much room there is below for the layers' names. */
  private static final int NAMES = 128;

  private static final int LEAST_STEP = 18;
  private static final int MOST_STEP = 44;
  private static final int WANTED_WIDTH = 1030;

  private final LayerAxis axis;
  private final int step;
  private final Markup page = new Markup();

  /**
   * Begins a chart.
   *
   * @param axis the layers
   * @param name what it is called where it is scrolled
   */
  LayerStrip(LayerAxis axis, String name) {
    this.axis = axis;
    int layers = Math.max(1, axis.layers().size());
    this.step = Math.min(MOST_STEP, Math.max(LEAST_STEP, WANTED_WIDTH / layers));
    page.open("div", "class", "chart", "tabindex", 0, "role", "group", "aria-label", name);
    page.open("div", "class", "wide");
  }

  /** Returns what the chart is written with. */
  Markup page() {
    return page;
  }

  int step() {
    return step;
  }

  int width() {
    return step * axis.layers().size();
  }

  /** Returns where a layer's middle is. */
  double x(LayerName layer) {
    return (axis.place(layer) + 0.5) * step;
  }

  /** Begins a row: its scale on the left. */
  Markup scale(int height) {
    page.open("div", "class", "row");
    return page.open(
        "svg", "class", "scale", "width", SCALE, "height", height, "aria-hidden", "true");
  }

  /**
   * Begins the picture of a row, after its scale; with the blocks, every other one shaded.
   *
   * @param height how high it is
   * @param finding what there is to see in it, for those who do not see it
   */
  Markup picture(int height, String finding) {
    page.close("svg");
    page.open("svg", "width", width(), "height", height, "role", "img", "aria-label", finding);
    boolean shaded = false;
    int left = 0;
    for (List<LayerName> block : axis.blocks()) {
      int wide = block.size() * step;
      if (shaded) {
        page.empty("rect", "class", "band", "x", left, "width", wide, "height", height);
      }
      left += wide;
      shaded = !shaded;
    }
    return page;
  }

  /** Ends a row. */
  void endRow() {
    page.close("svg").close("div");
  }

  /** Writes the layers' names below, upwards, and those of their blocks; and ends the chart. */
  String end() {
    scale(NAMES);
    page.close("svg");
    page.open("svg", "width", width(), "height", NAMES, "aria-hidden", "true");
    for (LayerName layer : axis.layers()) {
      String place = "translate(" + Markup.number(x(layer) + 4) + ",4) rotate(-90)";
      page.leaf("text", LayerAxis.nameInBlock(layer), "class", "name", "transform", place);
    }
    int left = 0;
    for (List<LayerName> block : axis.blocks()) {
      int wide = block.size() * step;
      String line = "M" + (left + 2) + "," + (NAMES - 18) + "h" + (wide - 4);
      page.empty("path", "class", "rule", "d", line);
      String name = LayerAxis.shortName(block.get(0).block(), block.size());
      page.leaf("text", name, "class", "block", "x", left + wide / 2, "y", NAMES - 4);
      left += wide;
    }
    endRow();
    return page.close("div").close("div").toString();
  }

  /** Writes a place that says something when it is pointed at or touched. */
  static void tip(Markup page, String words, Object... attributes) {
    page.open("rect", attributes).leaf("title", words).close("rect");
  }
}

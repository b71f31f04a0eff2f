package dev.plumbline.reports.charts;

import dev.plumbline.api.LayerName;
import java.awt.Color;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Layers by timesteps as a part of a page, one or more figures one under the other: a cell of a
 * colour for each, which says what it is where it is pointed at. What is outside its bound has a
 * frame and a cross, what is undecided a ring.
 */
public final class GridOnPage {

  private static final int ROW = 20;
  private static final int STRENGTHS = 4;

  /** What became of a cell. */
  public enum Mark {
    /** Nothing to be seen. */
    NONE,
    /** It is outside its bound. */
    OUTSIDE,
    /** It cannot be said. */
    UNDECIDED
  }

  /**
   * A cell.
   *
   * @param layer the layer
   * @param timestep the timestep
   * @param shade what colour it has
   * @param words what it is
   * @param mark what became of it
   */
  public record Cell(LayerName layer, int timestep, Shade shade, String words, Mark mark) {}

  /**
   * A figure.
   *
   * @param title what it is
   * @param finding what there is to see, for those who do not see it
   * @param cells its cells
   */
  public record Figure(String title, String finding, List<Cell> cells) {

    /** Copies the cells. */
    public Figure {
      cells = List.copyOf(cells);
    }
  }

  /**
   * A colour, by a class of the page's style or as it is.
   *
   * @param attribute the attribute that says it
   * @param value its value
   */
  public record Shade(String attribute, String value) {

    /**
     * Returns a shade of a scale from dark to light.
     *
     * @param share where on the scale, from 0 to 1
     */
    public static Shade ofScale(double share) {
      Color colour = Palette.scale(share);
      return new Shade(
          "fill",
          String.format("#%02x%02x%02x", colour.getRed(), colour.getGreen(), colour.getBlue()));
    }

    /**
     * Returns a shade of a scale with two ends: worse and better, and the page's own colour between
     * them.
     *
     * @param margins how many margins worse, or better if below 0
     */
    public static Shade ofChange(double margins) {
      double size = Math.abs(margins);
      int strength = size <= 0.05 ? 0 : size <= 0.5 ? 1 : size <= 1 ? 2 : size <= 2 ? 3 : STRENGTHS;
      String end = margins > 0 ? "worse" : "better";
      return new Shade("class", strength == 0 ? "same" : end + strength);
    }
  }

  private final String title;
  private final LayerAxis axis;
  private final List<Figure> figures;

  /**
   * Makes the part.
   *
   * @param title what it is called
   * @param axis the layers
   * @param figures its figures; at least one
   */
  public GridOnPage(String title, LayerAxis axis, List<Figure> figures) {
    this.title = title;
    this.axis = axis;
    this.figures = List.copyOf(figures);
  }

  /** Returns it as HTML. */
  public String html() {
    LayerStrip strip = new LayerStrip(axis, title);
    figures.forEach(figure -> draw(strip, figure));
    return strip.end();
  }

  private void draw(LayerStrip strip, Figure figure) {
    Markup page = strip.page();
    if (figures.size() > 1) {
      page.open("div", "class", "head").leaf("b", figure.title()).close("div");
    }
    List<Integer> timesteps =
        new ArrayList<>(new TreeSet<>(figure.cells().stream().map(Cell::timestep).toList()));
    int height = timesteps.size() * ROW + 4;
    strip.scale(height);
    for (int i = 0; i < timesteps.size(); i++) {
      page.leaf(
          "text",
          "t=" + timesteps.get(i),
          "class",
          "tick",
          "x",
          LayerStrip.SCALE - 6,
          "y",
          i * ROW + 15);
    }
    strip.picture(height, figure.title() + ". " + figure.finding());
    for (Cell cell : figure.cells()) {
      draw(strip, cell, timesteps.indexOf(cell.timestep()) * ROW + 1);
    }
    strip.endRow();
  }

  private static void draw(LayerStrip strip, Cell cell, int top) {
    Markup page = strip.page();
    double left = strip.x(cell.layer()) - strip.step() / 2.0 + 1;
    int wide = strip.step() - 2;
    String words = cell.layer() + ", t=" + cell.timestep() + ": " + cell.words();
    LayerStrip.tip(
        page,
        words,
        "x",
        left,
        "y",
        top,
        "width",
        wide,
        "height",
        ROW - 2,
        cell.shade().attribute(),
        cell.shade().value());
    double middle = strip.x(cell.layer());
    int centre = top + (ROW - 2) / 2;
    switch (cell.mark()) {
      case NONE -> {}
      case OUTSIDE -> {
        page.empty("rect", "class", "frame", "x", left, "y", top, "width", wide, "height", ROW - 2);
        String cross = "M" + Markup.number(middle - 4) + "," + (centre - 4);
        page.empty("path", "class", "halo", "d", cross + "l8,8m0,-8l-8,8");
        page.empty("path", "class", "strike", "d", cross + "l8,8m0,-8l-8,8");
      }
      case UNDECIDED -> {
        page.empty("circle", "class", "halo", "cx", middle, "cy", centre, "r", 4);
        page.empty("circle", "class", "ring", "cx", middle, "cy", centre, "r", 4);
      }
    }
  }

  /**
   * Returns the key of a scale from dark to light.
   *
   * @param least the value that is darkest
   * @param most the value that is lightest
   */
  public static String keyOfScale(double least, double most) {
    Markup page = new Markup();
    page.open("p", "class", "key").words(Findings.figure(least) + " ");
    page.open("svg", "width", 160, "height", 12, "aria-hidden", "true");
    for (int i = 0; i < 20; i++) {
      page.empty(
          "rect", "x", 8 * i, "width", 8, "height", 12, "fill", Shade.ofScale(i / 19.0).value());
    }
    return page.close("svg").words(" " + Findings.figure(most)).close("p").toString();
  }

  /** Returns the key of changes. */
  public static String keyOfChanges() {
    Markup page = new Markup();
    page.open("p", "class", "key").words("better ");
    page.open("svg", "width", 9 * 22, "height", 14, "aria-hidden", "true");
    for (int i = -STRENGTHS; i <= STRENGTHS; i++) {
      String shade = i == 0 ? "same" : (i < 0 ? "better" : "worse") + Math.abs(i);
      page.empty("rect", "class", shade, "x", 22 * (i + STRENGTHS), "width", 20, "height", 14);
    }
    page.close("svg").words(" worse; in steps of half a margin, one, two, and more. ");
    page.open("svg", "width", 14, "height", 14, "aria-hidden", "true");
    page.empty("path", "class", "strike", "d", "M3,3l8,8m0,-8l-8,8").close("svg");
    page.words(" outside its limit; ");
    page.open("svg", "width", 14, "height", 14, "aria-hidden", "true");
    page.empty("circle", "class", "ring", "cx", 7, "cy", 7, "r", 4).close("svg");
    return page.words(" undecided.").close("p").toString();
  }
}

package dev.plumbline.reports.charts;

import dev.plumbline.api.Grid;
import java.awt.BasicStroke;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Maps side by side, each with its scale; beside the map of one image the photograph, if there is
 * one. Marked cells are framed, in the map and in the photograph.
 */
public final class MapSheet {

  private static final int TILE = 168;
  private static final int SPACE = 28;
  private static final int LEFT = 16;
  private static final int HEADING = 34;
  private static final int CAPTION = 34;
  private static final int SCALE = 30;
  private static final int ROW = CAPTION + TILE + SCALE + 14;
  private static final int IN_A_ROW = 5;

  /** The heading needs room too. */
  private static final int LEAST_PLACES = 4;

  /**
   * A map.
   *
   * @param grid its numbers
   * @param photograph what the U-Net saw, for a grid of one image
   */
  public record Tile(Grid grid, Optional<BufferedImage> photograph) {

    /** How many places it takes. */
    private int places() {
      return photograph.isPresent() ? 2 : 1;
    }
  }

  private final String title;
  private final List<List<Tile>> rows = new ArrayList<>();

  /**
   * Makes a sheet.
   *
   * @param title its heading
   * @param tiles its maps; at least one
   */
  public MapSheet(String title, List<Tile> tiles) {
    this.title = Words.shortened(title, 120);
    int used = IN_A_ROW;
    for (Tile tile : tiles) {
      if (used + tile.places() > IN_A_ROW) {
        rows.add(new ArrayList<>());
        used = 0;
      }
      rows.get(rows.size() - 1).add(tile);
      used += tile.places();
    }
  }

  /** Returns the sheet as an SVG document. */
  public String svg() {
    int places =
        rows.stream()
            .mapToInt(row -> row.stream().mapToInt(Tile::places).sum())
            .max()
            .orElseThrow();
    int width = 2 * LEFT + Math.max(LEAST_PLACES, places) * (TILE + SPACE) - SPACE;
    return Svg.draw(width, HEADING + rows.size() * ROW, title, pen -> draw(pen, width - 2 * LEFT));
  }

  private void draw(Graphics2D pen, int room) {
    pen.setFont(Palette.TITLE.deriveFont(15f));
    pen.setColor(Palette.INK);
    write(pen, title, LEFT, 23, room);
    int y = HEADING;
    for (List<Tile> row : rows) {
      int x = LEFT;
      for (Tile tile : row) {
        draw(pen, tile, x, y);
        x += tile.places() * (TILE + SPACE);
      }
      y += ROW;
    }
  }

  private static void draw(Graphics2D pen, Tile tile, int left, int top) {
    Grid grid = tile.grid();
    int room = tile.places() * TILE + (tile.places() - 1) * SPACE;
    pen.setFont(Palette.TEXT);
    pen.setColor(Palette.INK);
    write(pen, grid.title(), left, top + 12, room);
    pen.setFont(Palette.SMALL);
    pen.setColor(Palette.FAINT_INK);
    String below = grid.image().orElse(grid.rowAxis() + " down, " + grid.columnAxis() + " across");
    write(pen, below, left, top + 26, room);
    int x = left;
    if (tile.photograph().isPresent()) {
      BufferedImage photograph = tile.photograph().get();
      Rectangle place = fitted(x, top + CAPTION, photograph.getWidth(), photograph.getHeight());
      draw(pen, photograph, place);
      frame(pen, grid, place);
      x += TILE + SPACE;
    }
    Rectangle place = fitted(x, top + CAPTION, grid.columns(), grid.rows());
    double[] range = range(grid);
    if (range[0] == range[1] && grid.marked().length == 0) {
      pen.setFont(Palette.TEXT);
      pen.setColor(Palette.INK);
      write(pen, uniform(grid, range[0]), x, top + CAPTION + 14, TILE);
      return;
    }
    draw(pen, raster(grid, range), place);
    frame(pen, grid, place);
    scale(pen, grid, range, new Rectangle(x, place.y + place.height + 6, place.width, 8));
  }

  /** A map in which all is the same shows nothing, and says so. */
  private static String uniform(Grid grid, double value) {
    int finite = 0;
    for (float one : grid.values()) {
      finite += Float.isFinite(one) ? 1 : 0;
    }
    return finite == 0
        ? "nowhere finite"
        : figure(value)
            + (finite == grid.values().length ? " everywhere" : " wherever it is finite");
  }

  private static void draw(Graphics2D pen, BufferedImage image, Rectangle place) {
    pen.drawImage(image, place.x, place.y, place.width, place.height, null);
  }

  /** Returns where something of a width and a height is drawn, as large as a tile. */
  private static Rectangle fitted(int left, int top, int width, int height) {
    int longer = Math.max(width, height);
    return new Rectangle(
        left, top, Math.max(8, TILE * width / longer), Math.max(8, TILE * height / longer));
  }

  private static double[] range(Grid grid) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (float value : grid.values()) {
      if (Float.isFinite(value)) {
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
    }
    return least <= most ? new double[] {least, most} : new double[] {0, 0};
  }

  /** Several pixels a cell, since viewers blur what they enlarge. */
  private static BufferedImage raster(Grid grid, double[] range) {
    int zoom = Math.max(1, Math.min(16, 384 / Math.max(grid.rows(), grid.columns())));
    BufferedImage raster =
        new BufferedImage(grid.columns() * zoom, grid.rows() * zoom, BufferedImage.TYPE_INT_RGB);
    double span = range[1] > range[0] ? range[1] - range[0] : 1;
    for (int y = 0; y < raster.getHeight(); y++) {
      for (int x = 0; x < raster.getWidth(); x++) {
        float value = grid.value(y / zoom, x / zoom);
        double share = Float.isFinite(value) ? (value - range[0]) / span : Double.NaN;
        raster.setRGB(x, y, Palette.scale(share).getRGB());
      }
    }
    return raster;
  }

  /** Draws a line wherever a marked cell has a neighbour that is not. */
  private static void frame(Graphics2D pen, Grid grid, Rectangle place) {
    for (boolean isHalo : new boolean[] {true, false}) {
      pen.setColor(isHalo ? Palette.PAPER : Palette.VIOLATION);
      pen.setStroke(new BasicStroke(isHalo ? 3.4f : 1.8f));
      for (int row = 0; row < grid.rows(); row++) {
        for (int column = 0; column < grid.columns(); column++) {
          if (grid.isMarked(row, column)) {
            frame(pen, grid, row, column, place);
          }
        }
      }
    }
  }

  private static void frame(Graphics2D pen, Grid grid, int row, int column, Rectangle place) {
    int x0 = place.x + column * place.width / grid.columns();
    int x1 = place.x + (column + 1) * place.width / grid.columns();
    int y0 = place.y + row * place.height / grid.rows();
    int y1 = place.y + (row + 1) * place.height / grid.rows();
    if (row == 0 || !grid.isMarked(row - 1, column)) {
      pen.drawLine(x0, y0, x1, y0);
    }
    if (row == grid.rows() - 1 || !grid.isMarked(row + 1, column)) {
      pen.drawLine(x0, y1, x1, y1);
    }
    if (column == 0 || !grid.isMarked(row, column - 1)) {
      pen.drawLine(x0, y0, x0, y1);
    }
    if (column == grid.columns() - 1 || !grid.isMarked(row, column + 1)) {
      pen.drawLine(x1, y0, x1, y1);
    }
  }

  private static void scale(Graphics2D pen, Grid grid, double[] range, Rectangle place) {
    BufferedImage strip = new BufferedImage(64, 1, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < strip.getWidth(); x++) {
      strip.setRGB(x, 0, Palette.scale((x + 0.5) / strip.getWidth()).getRGB());
    }
    draw(pen, strip, place);
    pen.setFont(Palette.SMALL);
    pen.setColor(Palette.INK);
    FontMetrics metrics = pen.getFontMetrics();
    String least = figure(range[0]);
    String most = figure(range[1]);
    int line = place.y + 20;
    pen.drawString(least, place.x, line);
    pen.drawString(most, place.x + place.width - metrics.stringWidth(most), line);
    int between = place.width - metrics.stringWidth(least) - metrics.stringWidth(most) - 12;
    int unit = metrics.stringWidth(grid.unit());
    if (unit < between) {
      pen.setColor(Palette.FAINT_INK);
      pen.drawString(grid.unit(), place.x + (place.width - unit) / 2, line);
    }
  }

  private static String figure(double value) {
    double size = Math.abs(value);
    String pattern = size != 0 && (size < 1e-3 || size >= 1e5) ? "%.2e" : "%.3g";
    return String.format(Locale.ROOT, pattern, value);
  }

  private static void write(Graphics2D pen, String text, int x, int y, int room) {
    FontMetrics metrics = pen.getFontMetrics();
    String line = Words.shortened(text, 200);
    while (metrics.stringWidth(line) > room && line.length() > 2) {
      line = Words.shortened(line, line.length() - 1);
    }
    pen.drawString(line, x, y);
  }
}

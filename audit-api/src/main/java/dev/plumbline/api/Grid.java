package dev.plumbline.api;

import java.util.Objects;
import java.util.Optional;

/**
 * Numbers on a grid that a {@link Measurement} shows beside its metrics: a map of a layer's tokens,
 * a table of confusions. It is there to be looked at, nothing in it is held against a bound.
 *
 * @param name its name, as metrics are called: {@code norm.mean_map}; not blank
 * @param title what it shows, for people
 * @param unit what the numbers are: {@code ‖x‖₂}, {@code cosine}
 * @param rowAxis what a row is: {@code row}, {@code true}
 * @param columnAxis what a column is
 * @param rows how many rows, at least 1
 * @param columns how many columns, at least 1
 * @param values [rows·columns] in row-major order; NaN where there is no number
 * @param marked [rows·columns], the cells that stand out; of length 0 if none is marked
 * @param image the image it is of: its path below the image folder, or its row number; empty if it
 *     is over all images
 */
public record Grid(
    String name,
    String title,
    String unit,
    String rowAxis,
    String columnAxis,
    int rows,
    int columns,
    float[] values,
    boolean[] marked,
    Optional<String> image) {

  /** Checks that there is a number for each cell, and a mark for each or none. */
  public Grid {
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(rowAxis, "rowAxis");
    Objects.requireNonNull(columnAxis, "columnAxis");
    Objects.requireNonNull(image, "image");
    if (name.isBlank()) {
      throw new IllegalArgumentException("A grid needs a name");
    }
    if (rows < 1 || columns < 1 || values.length != rows * columns) {
      throw new IllegalArgumentException(
          name + " has " + values.length + " values for " + rows + "×" + columns + " cells");
    }
    if (marked.length != 0 && marked.length != values.length) {
      throw new IllegalArgumentException(
          name + " has " + marked.length + " marks for " + values.length + " cells");
    }
  }

  /**
   * Makes a map of a layer's tokens over all images.
   *
   * @param name its name
   * @param title what it shows
   * @param unit what the numbers are
   * @param height the layer's height in tokens
   * @param width the layer's width in tokens
   * @param values [height·width], the caller leaves them alone afterwards
   */
  public static Grid ofTokens(
      String name, String title, String unit, int height, int width, float[] values) {
    return new Grid(
        name,
        title,
        unit,
        "row",
        "column",
        height,
        width,
        values,
        new boolean[0],
        Optional.empty());
  }

  /**
   * Returns the same grid as one of a single image.
   *
   * @param name the image's name
   * @param cells [rows·columns], the cells that stand out in it
   */
  public Grid ofImage(String name, boolean[] cells) {
    return new Grid(
        this.name,
        title,
        unit,
        rowAxis,
        columnAxis,
        rows,
        columns,
        values,
        cells,
        Optional.of(name));
  }

  /**
   * Tells whether a cell is marked.
   *
   * @param row its row, from 0
   * @param column its column, from 0
   */
  public boolean isMarked(int row, int column) {
    return marked.length > 0 && marked[row * columns + column];
  }

  /**
   * Returns the number in a cell.
   *
   * @param row its row, from 0
   * @param column its column, from 0
   */
  public float value(int row, int column) {
    return values[row * columns + column];
  }
}

package dev.plumbline.engine.measure.probe;

import dev.plumbline.api.Grid;
import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.api.spi.Predictions;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Which rows and columns a probe takes for which. */
final class Confusion {

  private final int height;
  private final int width;

  /** How often row i is taken for row j, at i·H + j. */
  private long[] rows;

  /** How often column i is taken for column j, at i·W + j. */
  private long[] columns;

  Confusion(LayerShape shape) {
    height = shape.height();
    width = shape.width();
    rows = new long[height * height];
    columns = new long[width * width];
  }

  void add(Predictions predictions) {
    for (int token = 0; token < height * width; token++) {
      rows[token / width * height + predictions.rows()[token]]++;
      columns[token % width * width + predictions.columns()[token]]++;
    }
  }

  void merge(Confusion other) {
    Arrays.setAll(rows, i -> rows[i] + other.rows[i]);
    Arrays.setAll(columns, i -> columns[i] + other.columns[i]);
  }

  void write(StateWriter to) throws IOException {
    to.writeLongs(rows);
    to.writeLongs(columns);
  }

  void read(StateReader from) throws IOException {
    rows = from.readLongs(rows.length);
    columns = from.readLongs(columns.length);
  }

  /**
   * Returns the shares in which each row and column is taken for which.
   *
   * @param probe the probe's kind, as metric names spell it
   */
  List<Grid> grids(String probe) {
    return Arrays.stream(rows).sum() == 0
        ? List.of()
        : List.of(grid(probe, "row", height, rows), grid(probe, "column", width, columns));
  }

  private static Grid grid(String probe, String axis, int size, long[] counts) {
    float[] shares = new float[counts.length];
    for (int i = 0; i < size; i++) {
      long all = Arrays.stream(counts, i * size, (i + 1) * size).sum();
      for (int j = 0; j < size; j++) {
        shares[i * size + j] = (float) ((double) counts[i * size + j] / all);
      }
    }
    return new Grid(
        "probe." + probe + "." + axis + "_confusion",
        "Probe: confusion of " + axis + "s",
        "share of tokens",
        "true",
        "predicted",
        size,
        size,
        shares,
        new boolean[0],
        Optional.empty());
  }
}

package dev.plumbline.reports;

import java.util.OptionalDouble;

/** How cells of CSV files are written. */
final class CsvCells {

  private static final String BEGINS_FORMULA = "=+-@\t\r\n";

  private CsvCells() {}

  /** Returns a text as a cell that no spreadsheet takes for a formula. */
  static String text(String text) {
    boolean formula = !text.isEmpty() && BEGINS_FORMULA.indexOf(text.charAt(0)) >= 0;
    return formula ? "'" + text : text;
  }

  /** Returns a figure in full precision, or an empty cell. */
  static String figure(OptionalDouble figure) {
    return figure.isPresent() ? Double.toString(figure.getAsDouble()) : "";
  }
}

package dev.plumbline.reports.writing;

import dev.plumbline.api.report.MetricRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;

/** How cells of CSV files are written, and which columns tables about metrics begin with. */
public final class CsvCells {

  private static final List<String> METRIC_COLUMNS =
      List.of("checkpoint", "audit", "metric", "block", "layer", "timestep");

  /** How many columns tables about metrics begin with, by which a row is known. */
  public static final int METRIC_COLUMN_COUNT = METRIC_COLUMNS.size();

  private static final String BEGINS_FORMULA = "=+-@\t\r\n";

  private CsvCells() {}

  /** Returns a text as a cell that no spreadsheet takes for a formula. */
  public static String text(String text) {
    boolean formula = !text.isEmpty() && BEGINS_FORMULA.indexOf(text.charAt(0)) >= 0;
    return formula ? "'" + text : text;
  }

  /** Returns a figure in full precision, or an empty cell. */
  public static String figure(OptionalDouble figure) {
    return figure.isPresent() ? Double.toString(figure.getAsDouble()) : "";
  }

  /** Returns the format of a table that says in its first columns which metric a row is about. */
  public static CSVFormat metricTable(String... ownColumns) {
    return CSVFormat.DEFAULT
        .builder()
        .setRecordSeparator('\n')
        .setHeader(
            Stream.concat(METRIC_COLUMNS.stream(), Stream.of(ownColumns)).toArray(String[]::new))
        .get();
  }

  /** Returns a row of such a table. */
  public static List<Object> metricRow(MetricRecord metric, Object... ownCells) {
    List<Object> cells = new ArrayList<>();
    cells.add(text(metric.checkpoint()));
    cells.add(text(metric.audit()));
    cells.add(text(metric.metric()));
    cells.add(text(metric.layer().block()));
    cells.add(text(metric.layer().path()));
    cells.add(metric.timestep());
    cells.addAll(List.of(ownCells));
    return cells;
  }
}

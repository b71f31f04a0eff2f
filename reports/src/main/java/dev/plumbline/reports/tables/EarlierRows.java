package dev.plumbline.reports.tables;

import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.reports.writing.CsvCells;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** The rows of a table about metrics that an earlier run wrote, by the metric they are about. */
final class EarlierRows {

  static final EarlierRows NONE = new EarlierRows(new HashMap<>());

  private final Map<List<String>, List<List<Object>>> rows;

  private EarlierRows(Map<List<String>, List<List<Object>>> rows) {
    this.rows = rows;
  }

  /**
   * Reads them.
   *
   * @param file the table
   * @param format its format, with its columns
   */
  static EarlierRows read(Path file, CSVFormat format) throws IOException {
    Map<List<String>, List<List<Object>>> rows = new HashMap<>();
    CSVFormat reading = format.builder().setSkipHeaderRecord(true).get();
    try (CSVParser parser = CSVParser.parse(file, StandardCharsets.UTF_8, reading)) {
      for (CSVRecord row : parser) {
        List<String> cells = row.toList();
        rows.computeIfAbsent(
                List.copyOf(cells.subList(0, CsvCells.METRIC_COLUMN_COUNT)),
                metric -> new ArrayList<>())
            .add(new ArrayList<>(cells));
      }
    }
    return new EarlierRows(rows);
  }

  /** Returns the rows about a metric, once. */
  List<List<Object>> take(MetricRecord metric) {
    List<String> key = CsvCells.metricRow(metric).stream().map(Object::toString).toList();
    List<List<Object>> found = rows.remove(key);
    return found == null ? List.of() : found;
  }
}

package dev.plumbline.reports.tables;

import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.reports.results.LeafResult;
import dev.plumbline.reports.results.Report;
import dev.plumbline.reports.results.RunResults;
import dev.plumbline.reports.writing.CsvCells;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.apache.commons.csv.CSVFormat;

/**
 * {@code metrics.csv}: a row for every metric of every leaf, in the order the leaves end. Figures
 * are in full double precision; a cell is empty where a figure does not exist. Names that a
 * spreadsheet would take for a formula have an apostrophe before them.
 */
public final class MetricsCsv implements Report {

  private static final CSVFormat FORMAT =
      CsvCells.metricTable(
          "value",
          "ci_low",
          "ci_high",
          "n",
          "at_least",
          "at_most",
          "verdict",
          "scenes",
          "images_decided");

  private final Path file;
  private GrowingTable table;

  /**
   * Makes the report.
   *
   * @param file where it is written
   */
  public MetricsCsv(Path file) {
    this.file = file;
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public void begin() throws IOException {
    table = GrowingTable.begin(file, FORMAT);
  }

  @Override
  public void leaf(LeafResult result) throws IOException {
    table.add(result.metrics().stream().map(MetricsCsv::row).toList());
  }

  private static List<Object> row(MetricRecord metric) {
    return CsvCells.metricRow(
        metric,
        CsvCells.figure(metric.value()),
        CsvCells.figure(metric.ciLow()),
        CsvCells.figure(metric.ciHigh()),
        metric.n(),
        CsvCells.figure(metric.atLeast()),
        CsvCells.figure(metric.atMost()),
        metric.verdict().label(),
        count(metric.scenes()),
        count(metric.imagesDecided()));
  }

  private static Object count(OptionalInt count) {
    return count.isPresent() ? count.getAsInt() : "";
  }

  @Override
  public boolean isQuick() {
    return true;
  }

  @Override
  public void end(RunResults run) throws IOException {
    table.end();
  }
}

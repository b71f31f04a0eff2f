package dev.plumbline.reports.tables;

import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.reports.results.LeafResult;
import dev.plumbline.reports.results.Report;
import dev.plumbline.reports.writing.CsvCells;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

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
  private CSVPrinter printer;

  public MetricsCsv(Path file) {
    this.file = file;
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public void begin() throws IOException {
    printer = new CSVPrinter(Files.newBufferedWriter(file, StandardCharsets.UTF_8), FORMAT);
    printer.flush();
  }

  @Override
  public void leaf(LeafResult result) throws IOException {
    for (MetricRecord metric : result.metrics()) {
      printer.printRecord(
          CsvCells.metricRow(
              metric,
              CsvCells.figure(metric.value()),
              CsvCells.figure(metric.ciLow()),
              CsvCells.figure(metric.ciHigh()),
              metric.n(),
              CsvCells.figure(metric.atLeast()),
              CsvCells.figure(metric.atMost()),
              metric.verdict().label(),
              count(metric.scenes()),
              count(metric.imagesDecided())));
    }
    // What is measured is on disk should the process be killed.
    printer.flush();
  }

  private static Object count(OptionalInt count) {
    return count.isPresent() ? count.getAsInt() : "";
  }

  @Override
  public void end(Duration elapsed) throws IOException {
    printer.close();
  }
}

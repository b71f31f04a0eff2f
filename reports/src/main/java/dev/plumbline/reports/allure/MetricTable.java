package dev.plumbline.reports.allure;

import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.reports.writing.CsvCells;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** The metrics of one leaf as a small CSV table, those that were checked first. */
final class MetricTable {

  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT
          .builder()
          .setRecordSeparator('\n')
          .setHeader(
              "metric",
              "value",
              "at_least",
              "at_most",
              "verdict",
              "n",
              "ci_low",
              "ci_high",
              "scenes")
          .get();

  private MetricTable() {}

  static String of(List<MetricRecord> metrics) {
    StringBuilder table = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(table, FORMAT)) {
      for (MetricRecord metric : metrics.stream().sorted(MetricTable::checkedFirst).toList()) {
        printer.printRecord(
            CsvCells.text(metric.metric()),
            CsvCells.figure(metric.value()),
            CsvCells.figure(metric.atLeast()),
            CsvCells.figure(metric.atMost()),
            metric.verdict().label(),
            metric.n(),
            CsvCells.figure(metric.ciLow()),
            CsvCells.figure(metric.ciHigh()),
            metric.scenes().isPresent() ? metric.scenes().getAsInt() : "");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return table.toString();
  }

  private static int checkedFirst(MetricRecord one, MetricRecord other) {
    return Integer.compare(rank(one), rank(other));
  }

  private static int rank(MetricRecord metric) {
    return switch (metric.verdict()) {
      case FAILED -> 0;
      case WARNED -> 1;
      case FROZEN -> 2;
      case INCONCLUSIVE -> 3;
      case PASSED -> 4;
      case NOT_APPLICABLE -> 5;
      case RECORDED -> 6;
    };
  }
}

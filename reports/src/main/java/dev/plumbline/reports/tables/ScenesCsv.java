package dev.plumbline.reports.tables;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.reports.results.LeafResult;
import dev.plumbline.reports.results.Report;
import dev.plumbline.reports.writing.CsvCells;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * {@code scenes.csv}: a row for every scene of every metric that follows from what its images gave,
 * in the order of {@code metrics.csv}. There is none unless a scene has several images: without,
 * there is nothing to be said of a scene that is not said of an image.
 */
public final class ScenesCsv implements Report {

  private static final CSVFormat FORMAT = CsvCells.metricTable("scene", "images", "value");

  private final Path file;

  /** The leaves before the first with a scene of several images. */
  private final List<LeafResult> waiting = new ArrayList<>();

  private CSVPrinter printer;

  public ScenesCsv(Path file) {
    this.file = file;
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public void leaf(LeafResult result) throws IOException {
    if (result.contributions().isEmpty()) {
      return;
    }
    waiting.add(result);
    if (printer == null && hasScenes(result)) {
      printer = new CSVPrinter(Files.newBufferedWriter(file, StandardCharsets.UTF_8), FORMAT);
    }
    if (printer != null) {
      for (LeafResult leaf : waiting) {
        print(leaf);
      }
      waiting.clear();
      // What is measured is on disk should the process be killed.
      printer.flush();
    }
  }

  private static boolean hasScenes(LeafResult result) {
    return result.contributions().values().stream()
        .anyMatch(contributions -> contributions.scenes().size() < contributions.size());
  }

  private void print(LeafResult result) throws IOException {
    for (MetricRecord metric : result.metrics()) {
      Contributions contributions = result.contributions().get(metric.metric());
      if (contributions != null) {
        for (Map.Entry<String, Contributions> scene : contributions.byScene().entrySet()) {
          printer.printRecord(
              CsvCells.metricRow(
                  metric,
                  CsvCells.text(scene.getKey()),
                  scene.getValue().size(),
                  CsvCells.figure(scene.getValue().value())));
        }
      }
    }
  }

  @Override
  public void end(Duration elapsed) throws IOException {
    if (printer != null) {
      printer.close();
    }
  }
}

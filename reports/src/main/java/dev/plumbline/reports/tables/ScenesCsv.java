package dev.plumbline.reports.tables;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.reports.results.LeafResult;
import dev.plumbline.reports.results.Report;
import dev.plumbline.reports.results.RunResults;
import dev.plumbline.reports.writing.CsvCells;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;

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

  private GrowingTable table;

  /**
   * Makes the report.
   *
   * @param file where it is written
   */
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
    if (table == null && hasScenes(result)) {
      table = GrowingTable.begin(file, FORMAT);
    }
    if (table != null) {
      for (LeafResult leaf : waiting) {
        table.add(rows(leaf));
      }
      waiting.clear();
    }
  }

  private static boolean hasScenes(LeafResult result) {
    return result.contributions().values().stream()
        .anyMatch(contributions -> contributions.scenes().size() < contributions.size());
  }

  private static List<List<Object>> rows(LeafResult result) {
    List<List<Object>> rows = new ArrayList<>();
    for (MetricRecord metric : result.metrics()) {
      Contributions contributions = result.contributions().get(metric.metric());
      if (contributions != null) {
        contributions
            .byScene()
            .forEach(
                (scene, given) ->
                    rows.add(
                        CsvCells.metricRow(
                            metric,
                            CsvCells.text(scene),
                            given.size(),
                            CsvCells.figure(given.value()))));
      }
    }
    return rows;
  }

  @Override
  public boolean isQuick() {
    return true;
  }

  @Override
  public void end(RunResults run) throws IOException {
    if (table != null) {
      table.end();
    }
  }
}

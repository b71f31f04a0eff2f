package dev.plumbline.reports.tables;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.reports.results.LeafResult;
import dev.plumbline.reports.results.Report;
import dev.plumbline.reports.results.RunResults;
import dev.plumbline.reports.writing.CsvCells;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.commons.csv.CSVFormat;

/**
 * {@code scenes.csv}: a row for every scene of every metric that follows from what its images gave,
 * in the order of {@code metrics.csv}. There is none unless a scene has several images: without,
 * there is nothing to be said of a scene that is not said of an image.
 */
public final class ScenesCsv implements Report {

  private static final CSVFormat FORMAT = CsvCells.metricTable("scene", "images", "value");

  /** So many numbers of leaves without a scene of several images are held: some 100 MB. */
  private static final long MOST_WAITING = 10_000_000;

  private final Path file;
  private final long most;
  private final Path earlierFile;

  /** The leaves before the first with a scene of several images. */
  private final Deque<LeafResult> waiting = new ArrayDeque<>();

  private long held;
  private long dropped;
  private boolean takesOver;
  private EarlierRows earlier = EarlierRows.NONE;
  private GrowingTable table;

  /**
   * Makes the report.
   *
   * @param file where it is written
   * @param earlierFile where that of a run is which this one completes; it is taken away
   */
  public ScenesCsv(Path file, Path earlierFile) {
    this(file, earlierFile, MOST_WAITING);
  }

  ScenesCsv(Path file, Path earlierFile, long most) {
    this.file = file;
    this.most = most;
    this.earlierFile = earlierFile;
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public void begin() throws IOException {
    if (Files.exists(earlierFile)) {
      earlier = EarlierRows.read(earlierFile, FORMAT);
      table = GrowingTable.begin(file, FORMAT);
      Files.delete(earlierFile);
    }
  }

  @Override
  public void leaf(LeafResult result) throws IOException {
    if (table != null) {
      table.add(rows(result));
    } else if (!result.contributions().isEmpty()) {
      waiting.add(result);
      held += size(result);
      if (hasScenes(result)) {
        beginTable();
      }
      while (held > most && !waiting.isEmpty()) {
        held -= size(waiting.remove());
        dropped++;
      }
    }
  }

  @Override
  public void takenOver(LeafResult result) throws IOException {
    takesOver = true;
    if (table != null) {
      List<List<Object>> rows = new ArrayList<>();
      result.metrics().forEach(metric -> rows.addAll(earlier.take(metric)));
      table.add(rows);
    }
  }

  private void beginTable() throws IOException {
    if (dropped > 0) {
      throw new IOException(
          "the first scene of several images came after "
              + dropped
              + " leaves that could not be held until then");
    }
    if (takesOver) {
      throw new IOException("the run that this one completes has left no table by scene");
    }
    table = GrowingTable.begin(file, FORMAT);
    held = 0;
    while (!waiting.isEmpty()) {
      table.add(rows(waiting.remove()));
    }
  }

  private static long size(LeafResult result) {
    return result.contributions().values().stream().mapToLong(Contributions::size).sum();
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

package dev.plumbline.reports.trends;

import dev.plumbline.reports.results.RunResults;
import dev.plumbline.reports.trends.PastRun.Figure;
import dev.plumbline.reports.trends.PastRun.OfCheckpoint;
import dev.plumbline.reports.writing.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the metrics of a run's checkpoints went on from earlier runs: those that saw the same images
 * with the same seed, noise, probe and control, at the same layers and timesteps. A checkpoint goes
 * on from the one of its name; where each of the two runs has one checkpoint only, from that,
 * whatever its name, since checkpoints of a training are often called by their step.
 */
public final class MetricTrend {

  /** The history's file. */
  public static final String FILE = "metrics-trend.json";

  private final PastRun newest;
  private final List<PastRun> before;

  private MetricTrend(PastRun newest, List<PastRun> before) {
    this.newest = newest;
    this.before = before;
  }

  /**
   * Makes the trend up to a run.
   *
   * @param run the run
   * @param name what the run is called
   * @param history the folder in which the history up to the run before is
   */
  public static MetricTrend of(RunResults run, String name, Path history) throws IOException {
    return new MetricTrend(RunSummary.of(run, name), PastRuns.read(history.resolve(FILE)));
  }

  /**
   * Keeps the history, with this run, for the next one.
   *
   * @param history the folder
   */
  public void keep(Path history) throws IOException {
    PastRuns.write(history.resolve(FILE), newest, before);
  }

  /** Returns what a page shows of it: for each checkpoint its metrics, with their line. */
  public Map<String, Object> model() {
    List<Map<String, Object>> checkpoints = new ArrayList<>();
    newest.checkpoints().forEach(checkpoint -> checkpoints.add(model(checkpoint)));
    return Map.of("checkpoints", checkpoints, "others", before.size());
  }

  private Map<String, Object> model(OfCheckpoint checkpoint) {
    List<Map<String, Object>> rows = new ArrayList<>();
    Set<PastRun> used = new HashSet<>();
    for (Figure metric : checkpoint.metrics()) {
      List<TrendLine.Point> points = points(checkpoint, metric);
      points.forEach(point -> used.add(point.run()));
      rows.add(row(metric, points));
    }
    return Map.of(
        "name",
        checkpoint.checkpoint(),
        "runs",
        used.size(),
        "left",
        before.size() + 1 - used.size(),
        "rows",
        rows);
  }

  private static Map<String, Object> row(Figure metric, List<TrendLine.Point> points) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("metric", metric.metric());
    row.put("now", Figures.of(metric.median()));
    row.put("least", Figures.of(metric.least()));
    row.put("most", Figures.of(metric.most()));
    row.put("places", metric.places());
    row.put("outside", metric.outside());
    if (points.size() > 1) {
      row.put("before", Figures.of(points.get(points.size() - 2).figure().median()));
      row.put("line", new TrendLine(points).model());
    }
    return row;
  }

  /** The comparable figures, the oldest first and this run's last. */
  private List<TrendLine.Point> points(OfCheckpoint checkpoint, Figure metric) {
    List<TrendLine.Point> points = new ArrayList<>();
    points.add(new TrendLine.Point(newest, checkpoint.checkpoint(), metric));
    for (PastRun run : before) {
      earlier(run, checkpoint)
          .ifPresent(
              same ->
                  same.metrics().stream()
                      .filter(figure -> figure.isSound() && figure.isComparedWith(metric))
                      .findFirst()
                      .ifPresent(
                          figure ->
                              points.add(0, new TrendLine.Point(run, same.checkpoint(), figure))));
    }
    return points;
  }

  private Optional<OfCheckpoint> earlier(PastRun run, OfCheckpoint checkpoint) {
    boolean areAlone = run.count() == 1 && newest.count() == 1;
    if (areAlone && run.checkpoints().size() == 1) {
      return Optional.of(run.checkpoints().get(0));
    }
    return run.checkpoints().stream()
        .filter(earlier -> earlier.checkpoint().equals(checkpoint.checkpoint()))
        .findFirst();
  }
}

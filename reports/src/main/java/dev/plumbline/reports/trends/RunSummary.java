package dev.plumbline.reports.trends;

import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.api.report.RunNote;
import dev.plumbline.reports.results.RunResults;
import dev.plumbline.reports.trends.PastRun.Figure;
import dev.plumbline.reports.trends.PastRun.OfCheckpoint;
import dev.plumbline.reports.writing.Sha256;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hipparchus.stat.StatUtils;

/** Makes of a run what is kept of it. */
final class RunSummary {

  /** What was chosen for a run and gives its figures another meaning, or another sample. */
  private static final List<String> CHOICES =
      List.of("seed", "split", "folds", "noise", "probe", "control");

  /** Such metrics compare with another checkpoint, and that may be another one each time. */
  private static final String FIDELITY = "fidelity.";

  private RunSummary() {}

  /**
   * Returns what is kept of a run. A checkpoint of which it is not known what it was run on cannot
   * be compared, and is left out.
   *
   * @param run the run
   * @param name what it is called
   */
  static PastRun of(RunResults run, String name) {
    Map<String, String> facts = run.environment();
    Map<String, Map<String, Map<String, MetricRecord>>> metrics = new TreeMap<>();
    run.metrics()
        .filter(metric -> facts.containsKey(RunNote.INPUTS + metric.checkpoint()))
        .filter(metric -> !metric.metric().startsWith(FIDELITY))
        .filter(metric -> metric.value().isPresent())
        .filter(metric -> Double.isFinite(metric.value().getAsDouble()))
        .forEach(
            metric ->
                metrics
                    .computeIfAbsent(metric.checkpoint(), checkpoint -> new TreeMap<>())
                    .computeIfAbsent(metric.metric(), of -> new TreeMap<>())
                    .merge(
                        place(metric), // of which two audits may have recorded it
                        metric,
                        (one, other) -> isOutside(other) ? other : one));
    List<OfCheckpoint> checkpoints = new ArrayList<>();
    metrics.forEach(
        (checkpoint, byName) -> {
          String conditions = conditions(facts, checkpoint);
          List<Figure> figures = new ArrayList<>();
          byName.forEach((metric, places) -> figures.add(figure(metric, places, conditions)));
          checkpoints.add(new OfCheckpoint(checkpoint, figures));
        });
    return new PastRun(
        name,
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        run.checkpoints().size(),
        checkpoints);
  }

  /** Where a figure is, and of how many images: a run that decides early does not see all. */
  private static String place(MetricRecord metric) {
    return metric.layer().path()
        + "@"
        + metric.timestep()
        + "@"
        + metric.n()
        + "@"
        + metric.imagesDecided();
  }

  private static Figure figure(String metric, Map<String, MetricRecord> places, String conditions) {
    double[] values =
        places.values().stream().mapToDouble(place -> place.value().getAsDouble()).toArray();
    return new Figure(
        metric,
        Sha256.hex(conditions + String.join("\n", places.keySet())),
        values.length,
        StatUtils.min(values),
        StatUtils.percentile(values, 50),
        StatUtils.max(values),
        (int) places.values().stream().filter(RunSummary::isOutside).count());
  }

  private static boolean isOutside(MetricRecord metric) {
    return metric.verdict() == MetricVerdict.FAILED;
  }

  private static String conditions(Map<String, String> facts, String checkpoint) {
    StringBuilder conditions = new StringBuilder(facts.get(RunNote.INPUTS + checkpoint));
    for (String choice : CHOICES) {
      conditions.append('\n').append(choice).append('=').append(facts.get(choice));
    }
    return conditions.append('\n').toString();
  }
}

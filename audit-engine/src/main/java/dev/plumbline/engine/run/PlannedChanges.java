package dev.plumbline.engine.run;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.Subject;
import dev.plumbline.engine.baseline.MetricKey;
import dev.plumbline.engine.config.AuditConfiguration;
import dev.plumbline.engine.input.scenes.SceneCount;
import dev.plumbline.engine.judge.Comparisons;
import dev.plumbline.engine.judge.Planning;
import dev.plumbline.engine.plan.NearestName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How large a change a run can find, and how many scenes those take that the user wants found: in a
 * dry run from what a baseline recorded, after a run from what was compared.
 */
final class PlannedChanges {

  private static final String HOW =
      String.format(
          "a recorded baseline tells which changes a run can find: record one with -D%s=FOLDER"
              + " -D%s=record, and give it to a dry run",
          AuditParameters.BASELINE, AuditParameters.BASELINE_MODE);

  private final AuditConfiguration configuration;
  private final RunPlan plan;
  private final BoundsFiles bounds;
  private final RunBaselines baselines;

  /**
   * Makes ready to plan.
   *
   * @param configuration the run's
   * @param plan what the run does
   * @param bounds what it is held against
   * @param baselines what it is held against, or records
   */
  PlannedChanges(
      AuditConfiguration configuration, RunPlan plan, BoundsFiles bounds, RunBaselines baselines) {
    this.configuration = configuration;
    this.plan = plan;
    this.bounds = bounds;
    this.baselines = baselines;
  }

  private Map<String, Double> wanted() {
    return configuration.wantedChanges();
  }

  /** Returns why what is wanted cannot be planned, a message each. */
  List<String> refusals() {
    List<String> refusals = new ArrayList<>();
    boolean relative = plan.leaves().stream().anyMatch(leaf -> !plan.heldAgainst(leaf).isEmpty());
    if (!wanted().isEmpty() && baselines.checked().isEmpty() && !relative) {
      refusals.add(AuditParameters.PLAN + ": this run compares nothing; " + HOW + ".");
    }
    if (!relative && !baselines.checked().isEmpty()) {
      Set<String> means = new TreeSet<>();
      Set<String> all = new TreeSet<>();
      for (CheckedBaseline baseline : baselines.checked().values()) {
        baseline.means(plan, bounds).keySet().forEach(key -> means.add(key.metric()));
        baseline.keys().forEach(key -> all.add(key.metric()));
      }
      wanted().keySet().stream()
          .filter(metric -> !means.contains(metric))
          .forEach(metric -> refusals.add(refusal(metric, all.contains(metric), means)));
    }
    return refusals;
  }

  private static String refusal(String metric, boolean isRecorded, Set<String> means) {
    return String.format(
        "%s: %s%s",
        AuditParameters.PLAN,
        isRecorded
            ? metric + " is no mean over scenes that this run compares, so that scenes do not help"
            : "the baseline has no metric '" + metric + "'",
        nearest(metric, means));
  }

  private static String nearest(String metric, Collection<String> metrics) {
    return NearestName.of(metric, metrics).map(name -> "; did you mean " + name + "?").orElse(".");
  }

  /**
   * Says what a run would find.
   *
   * @param scenes the scenes it would have
   * @param log told
   */
  void describe(Optional<SceneCount> scenes, RunLog log) {
    if (baselines.checked().isEmpty() || scenes.isEmpty()) {
      log.line("Planning: " + HOW + ".");
      return;
    }
    int there = scenes.get().scenes();
    baselines
        .checked()
        .forEach(
            (checkpoint, baseline) -> {
              List<Planning.Recorded> figures = new ArrayList<>();
              baseline
                  .means(plan, bounds)
                  .forEach(
                      (key, metric) ->
                          figures.add(
                              new Planning.Recorded(
                                  key.audit(), subject(checkpoint, key), metric)));
              log.line(
                  String.format(
                      "%s, %d scenes against those of %s: changes for the worse that are found with"
                          + " 80 %%, at the median and the worst layer",
                      checkpoint, there, baseline.name()));
              Planning.before(
                      figures,
                      bounds.users(),
                      there,
                      configuration.gate().errorRate(),
                      configuration.inputs().seed(),
                      wanted())
                  .forEach(line -> log.line("  " + line));
            });
  }

  private static Subject subject(String checkpoint, MetricKey key) {
    return new Subject(checkpoint, key.layer(), key.timestep());
  }

  /**
   * Says of the changes that are wanted of metrics that were not compared that nothing is known.
   *
   * @param comparisons what was compared
   * @param log told
   */
  void describe(Comparisons comparisons, RunLog log) {
    Set<String> compared = comparisons.metrics();
    wanted().keySet().stream()
        .filter(metric -> !compared.contains(metric))
        .forEach(
            metric ->
                log.warning(
                    AuditParameters.PLAN,
                    "no mean over scenes called "
                        + metric
                        + " was compared"
                        + nearest(metric, compared)));
  }
}

package dev.plumbline.engine.run;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.Metric;
import dev.plumbline.engine.baseline.MetricKey;
import dev.plumbline.engine.input.scenes.SceneCount;
import dev.plumbline.engine.judge.Comparisons;
import dev.plumbline.engine.plan.Glob;
import dev.plumbline.engine.tree.AuditLeaf;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Finds out before anything is measured what too few scenes could not show to be worse. A figure
 * that is a mean over scenes is compared by a test that takes a number of them, whatever they show.
 */
final class TooFewScenes {

  /**
   * The built-in metrics that are no means over scenes: they are held against another checkpoint's
   * as they are. Of other metrics it is known only when they are measured, so that they are taken
   * for means.
   */
  private static final List<Glob> COUNTED =
      Stream.of(
              "finite.**",
              "norm.max_*",
              "norm.recurrence",
              "health.dead_channels",
              "health.variance",
              "health.participation_ratio",
              "health.fp16_headroom",
              "health.massive_*")
          .map(Glob::of)
          .toList();

  /** A comparison of means: on how many scenes, who has no more of them, and what would help. */
  private record Compared(int scenes, String who, String remedy) {}

  private final RunPlan plan;
  private final BoundsFiles bounds;
  private final RunBaselines baselines;
  private final double rate;
  private final int fewest;

  /**
   * Makes ready to look.
   *
   * @param plan what the run does
   * @param bounds what it is held against
   * @param baselines what it is held against, or records
   * @param rate the error rate
   */
  TooFewScenes(RunPlan plan, BoundsFiles bounds, RunBaselines baselines, double rate) {
    this.plan = plan;
    this.bounds = bounds;
    this.baselines = baselines;
    this.rate = rate;
    this.fewest = Comparisons.fewestScenes(rate);
  }

  /** Tells whether the run compares or records. */
  boolean isAsked() {
    return baselines.isRecorded()
        || !baselines.checked().isEmpty()
        || plan.leaves().stream().anyMatch(leaf -> !plan.heldAgainst(leaf).isEmpty());
  }

  /** Tells whether metrics are no means over scenes, as far as names tell it. */
  static boolean areCounted(Glob metrics) {
    return COUNTED.stream().anyMatch(counted -> counted.matches(metrics.toString()));
  }

  /**
   * Returns why the run is of no use: it compares means, and all of them on too few scenes.
   *
   * @param scenes the run's
   * @return a message; empty if there is a comparison that can be decided, or there is none
   */
  Optional<String> refusal(SceneCount scenes) {
    Compared here =
        new Compared(
            scenes.scenes(),
            "This run has",
            "give images of more scenes, or leave out what the run is held against");
    List<Compared> all = new ArrayList<>();
    if (plan.leaves().stream().anyMatch(this::isRelative)) {
      all.add(here);
    }
    for (CheckedBaseline baseline : baselines.checked().values()) {
      for (Metric theirs : baseline.means(plan, bounds).values()) {
        int there = scenesOf(theirs);
        all.add(there < here.scenes() ? recorded(baseline, there) : here);
      }
    }
    return all.stream()
        .max(Comparator.comparingInt(Compared::scenes))
        .filter(most -> most.scenes() < fewest)
        .map(
            most ->
                String.format(
                    "%s %s (a scene is a sub-folder of the image folder, or an image directly in"
                        + " it). At %s=%s nothing can be shown to be worse on fewer than %d: %s.",
                    most.who(),
                    count(most.scenes()),
                    AuditParameters.ERROR_RATE,
                    rate,
                    fewest,
                    most.remedy()));
  }

  private static Compared recorded(CheckedBaseline baseline, int scenes) {
    return new Compared(
        scenes,
        "The figures of the baseline " + baseline.name() + " are of",
        "record it again, with images of more scenes"
            + (baseline.folds() == 1 ? " or with folds" : ""));
  }

  /**
   * Returns what will be undecided in a run that is of use all the same.
   *
   * @param scenes the run's
   * @return warnings, each with what it is about
   */
  SortedMap<String, String> warnings(SceneCount scenes) {
    SortedMap<String, String> warnings = new TreeMap<>();
    if (baselines.isRecorded() && scenes.scenes() < fewest) {
      warnings.put(
          AuditParameters.BASELINE,
          String.format(
              "%s are recorded, and at %s=%s nothing can be held against fewer than %d: such a run"
                  + " is refused. Give images of more scenes",
              count(scenes.scenes()), AuditParameters.ERROR_RATE, rate, fewest));
    }
    baselines
        .checked()
        .forEach(
            (checkpoint, baseline) -> {
              SortedMap<MetricKey, Metric> means = baseline.means(plan, bounds);
              long few = means.values().stream().filter(one -> scenesOf(one) < fewest).count();
              means.entrySet().stream()
                  .min(Comparator.comparingInt(one -> scenesOf(one.getValue())))
                  .filter(least -> few > 0)
                  .ifPresent(
                      least ->
                          warnings.put(
                              "baseline of " + checkpoint, undecidable(baseline, least, few)));
            });
    return warnings;
  }

  private String undecidable(
      CheckedBaseline baseline, Map.Entry<MetricKey, Metric> least, long few) {
    return String.format(
        "%s of %s came of fewer than the %d scenes that a comparison takes, such as %s on %d: nothing can"
            + " be shown of %s. Record it again%s",
        few == 1 ? "1 figure" : few + " figures",
        baseline.name(),
        fewest,
        least.getKey(),
        scenesOf(least.getValue()),
        few == 1 ? "it" : "them",
        baseline.folds() == 1 ? ", which lets all scenes test the position probe" : "");
  }

  private boolean isRelative(AuditLeaf leaf) {
    return bounds.compares(leaf, plan.heldAgainst(leaf), metrics -> !areCounted(metrics));
  }

  private static int scenesOf(Metric metric) {
    return metric.contributions().orElseThrow().scenes().size();
  }

  private static String count(int scenes) {
    return scenes == 1 ? "1 scene" : scenes + " scenes";
  }
}

package dev.plumbline.engine.run;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.config.AuditConfiguration;
import dev.plumbline.engine.input.scenes.SceneCount;
import dev.plumbline.engine.judge.Comparisons;
import dev.plumbline.engine.measure.Measurer;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.Glob;
import dev.plumbline.engine.plan.ProbeOptions;
import dev.plumbline.engine.plan.Split;
import dev.plumbline.engine.tree.AuditLeaf;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Into how many folds a run deals its scenes where the user does not say. A single split tests a
 * probe on a fifth of the scenes, which is often too few to compare anything. So where a probe will
 * be compared, now or with what is recorded now, all scenes test it.
 */
final class FoldsChoice {

  /** The probe of each fold is trained on four fifths of the images, as that of a single split. */
  private static final int FOLDS = 5;

  /**
   * What was chosen.
   *
   * @param folds into how many folds; 1 for a single split
   * @param line what is to be said of it, if it is not what a run does anyway
   * @param warning why probes cannot be compared, if that is so
   */
  record Chosen(int folds, Optional<String> line, Optional<String> warning) {

    private static Chosen silently(int folds) {
      return new Chosen(folds, Optional.empty(), Optional.empty());
    }
  }

  private final AuditConfiguration configuration;
  private final RunPlan plan;
  private final BoundsFiles bounds;
  private final RunBaselines baselines;
  private final Map<Class<? extends Measurement>, MeasurementProvider<?>> providers;

  /**
   * Makes ready to choose.
   *
   * @param configuration the run's
   * @param plan what the run does
   * @param bounds what it is held against
   * @param baselines what it is held against, or records
   * @param providers the measurements that audits may ask for
   */
  FoldsChoice(
      AuditConfiguration configuration,
      RunPlan plan,
      BoundsFiles bounds,
      RunBaselines baselines,
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers) {
    this.configuration = configuration;
    this.plan = plan;
    this.bounds = bounds;
    this.baselines = baselines;
    this.providers = providers;
  }

  /**
   * Chooses.
   *
   * @param scenes the run's scenes; empty where they are not known
   */
  Chosen choose(Optional<SceneCount> scenes) {
    int given = configuration.inputs().folds();
    Optional<CheckedBaseline> recorded = baselines.checked().values().stream().findFirst();
    if (configuration.namesFolds()) {
      return Chosen.silently(given);
    }
    if (recorded.isPresent()) {
      return asRecorded(recorded.get(), scenes);
    }
    int fewest = Comparisons.fewestScenes(configuration.gate().errorRate());
    return scenes
        .filter(there -> there.testing() < fewest && there.scenes() >= fewest)
        .filter(there -> probes() > 0 && areProbesCompared())
        .map(there -> chosen(there, fewest))
        .orElse(Chosen.silently(given));
  }

  /** A baseline can only be compared with where the number of folds is its own. */
  private Chosen asRecorded(CheckedBaseline baseline, Optional<SceneCount> scenes) {
    int folds = baseline.folds();
    return folds == 1 || probes() == 0
        ? Chosen.silently(folds)
        : new Chosen(
            folds,
            Optional.of(
                String.format(
                    "%s is %d, as %s was recorded%s.",
                    AuditParameters.FOLDS,
                    folds,
                    baseline.name(),
                    scenes.map(there -> ": " + price(there, folds)).orElse(""))),
            Optional.empty());
  }

  private Chosen chosen(SceneCount there, int fewest) {
    String why =
        String.format(
            "a comparison takes %d scenes, and of a single split %s of %d test the position probe",
            fewest, there.testing(), there.scenes());
    Optional<String> obstacle = obstacle();
    if (obstacle.isPresent()) {
      return new Chosen(
          1,
          Optional.empty(),
          Optional.of(
              String.format(
                  "%s, so that its leaves will be undecided. Folds, of which all scenes test it, do"
                      + " not go with %s",
                  why, obstacle.get())));
    }
    int folds = Math.min(FOLDS, there.scenes());
    return new Chosen(
        folds,
        Optional.of(
            String.format(
                "%s is %d in this run: %s, of folds all. The price: %s. -D%s=1 keeps the single"
                    + " split.",
                AuditParameters.FOLDS, folds, why, price(there, folds), AuditParameters.FOLDS)),
        Optional.empty());
  }

  /** Returns what the user chose that does not go with folds. */
  private Optional<String> obstacle() {
    if (configuration.gate().early()) {
      return Optional.of(AuditParameters.EARLY + "=true: leave it out");
    }
    return configuration.inputs().split() == Split.TAIL
        ? Optional.of(
            String.format(
                "%s=tail, which names the images that test it: leave it out, or give -D%s=%d",
                AuditParameters.SPLIT, AuditParameters.FOLDS, FOLDS))
        : Optional.empty();
  }

  private String price(SceneCount there, int folds) {
    boolean steps = configuration.runOptions().probe().kind() == ProbeOptions.Kind.SOFTMAX;
    return String.format(
        "%d more passes of the U-Net, since each image passes once more%s",
        there.images() * probes(),
        steps ? ", and the probe is trained " + folds + " times, by each timestep and layer" : "");
  }

  /** Returns at how many timesteps of all checkpoints a probe is asked for. */
  private int probes() {
    int probes = 0;
    for (CheckpointPlan checkpoint : plan.checkpoints().values()) {
      for (Map<?, Set<Class<? extends Measurement>>> layers : checkpoint.passes().values()) {
        probes += layers.values().stream().flatMap(Set::stream).anyMatch(this::isProbe) ? 1 : 0;
      }
    }
    return probes;
  }

  private boolean isProbe(Class<? extends Measurement> type) {
    return Measurer.needsTraining(providers.get(type));
  }

  private boolean areProbesCompared() {
    return baselines.isRecorded() || plan.leaves().stream().anyMatch(this::isProbeCompared);
  }

  private boolean isProbeCompared(AuditLeaf leaf) {
    return leaf.audit().measurements().stream()
        .filter(this::isProbe)
        .map(providers::get)
        .anyMatch(
            probe ->
                bounds.compares(
                    leaf, plan.heldAgainst(leaf), glob -> isOf(probe.conditionalMetrics(), glob)));
  }

  /** A measurement that does not name its metrics may have any. */
  private static boolean isOf(Set<String> metrics, Glob glob) {
    return metrics.isEmpty() || metrics.stream().anyMatch(glob::matches);
  }
}

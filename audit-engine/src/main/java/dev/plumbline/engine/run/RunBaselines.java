package dev.plumbline.engine.run;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.Fidelity;
import dev.plumbline.api.LayerSketch;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.Metric;
import dev.plumbline.api.Subject;
import dev.plumbline.engine.baseline.MetricKey;
import dev.plumbline.engine.config.AuditConfiguration;
import dev.plumbline.engine.config.BaselineSettings;
import dev.plumbline.engine.config.BaselineSettings.Mode;
import dev.plumbline.engine.judge.BaselineBounds;
import dev.plumbline.engine.judge.LeafBounds;
import dev.plumbline.engine.judge.LeafGate;
import dev.plumbline.engine.judge.References;
import dev.plumbline.engine.plan.Glob;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.run.against.AgainstOther;
import dev.plumbline.engine.tree.AuditLeaf;
import dev.plumbline.engine.tree.CheckpointCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;

/** What a run has to do with baselines: which bounds they make, and what is recorded. */
final class RunBaselines {

  private final CheckpointCatalog catalog;
  private final Optional<BaselineChecks> checks;
  private final Optional<BaselineSettings> settings;
  private final BaselineRecorder recorder;
  private final List<Glob> selected;
  private final Map<String, Set<Integer>> timesteps;
  private final RunLog log;
  private final boolean isEarly;
  private final RunEnvironment environment;
  private final boolean withSketches;
  private final boolean changesOnlyWarn;
  private final boolean isFidelityGiven;
  private final Map<String, String> untold = new ConcurrentSkipListMap<>();
  private final AgainstOther.Other own;
  private final Function<String, Optional<String>> parents;

  /**
   * Reads the baselines, and makes ready to record.
   *
   * @param configuration the run's
   * @param plan what the run does
   * @param catalog its checkpoints
   * @param environment says what the figures of a checkpoint rest on
   * @param own knows what was measured of the checkpoints
   * @param log told what becomes of baselines
   */
  RunBaselines(
      AuditConfiguration configuration,
      RunPlan plan,
      CheckpointCatalog catalog,
      RunEnvironment environment,
      AgainstOther.Other own,
      RunLog log) {
    this.settings = configuration.gate().baseline();
    this.selected = configuration.layers();
    this.timesteps = plan.timesteps();
    this.catalog = catalog;
    this.environment = environment;
    this.own = own;
    this.parents = configuration::parentOf;
    Optional<Fidelity> fidelity = configuration.gate().fidelity();
    this.withSketches = fidelity.isPresent();
    this.isFidelityGiven =
        fidelity.filter(mode -> mode != Fidelity.FINE_TUNE).isPresent()
            && configuration.gate().isFidelityGiven();
    this.changesOnlyWarn = fidelity.equals(Optional.of(Fidelity.FINE_TUNE));
    this.log = log;
    this.isEarly =
        configuration.gate().early(); // where images differ from leaf to leaf, nothing is recorded
    checks = in(Mode.CHECK).map(given -> new BaselineChecks(given, catalog, withSketches));
    recorder = new BaselineRecorder(configuration.baselineReport(), in(Mode.RECORD), log);
  }

  private Optional<BaselineSettings> in(Mode mode) {
    return settings.filter(given -> given.mode() == mode);
  }

  /** Begins to record. */
  void begin() {
    recorder.begin();
  }

  /** Tells whether all leaves are compared with something. */
  boolean isChecked() {
    return checks.isPresent();
  }

  /** Tells whether what the run measures is recorded to be held against later. */
  boolean isRecorded() {
    return in(Mode.RECORD).isPresent();
  }

  /** Returns the baselines that checkpoints are held against, by their checkpoints. */
  Map<String, CheckedBaseline> checked() {
    return checks.map(BaselineChecks::readable).orElse(Map.of());
  }

  /** Returns what a leaf is held against, baselines included. */
  LeafBounds bounds(AuditLeaf leaf, LeafBounds files, References references) {
    if (isRecorded()) {
      return files.recording();
    }
    if (checks.isEmpty()) {
      return files;
    }
    if (leaf.audit().fidelity().isPresent()) { // a baseline keeps sketches, and no figures of it
      return parents.apply(leaf.subject().checkpoint()).isPresent()
          ? files.withoutBaselineRows()
          : whyNoSketch(leaf.subject())
              .map(files::withoutComparison)
              .orElseGet(files::withoutBaselineRows);
    }
    BaselineBounds bounds =
        BaselineBounds.of(references, checks.get().name(leaf.subject().checkpoint()));
    return files.against(changesOnlyWarn ? bounds.thatOnlyWarnOfChanges() : bounds);
  }

  /** Returns what the bounds of a leaf refer to, the baseline included. */
  References references(AuditLeaf leaf, References others) {
    String checkpoint = leaf.subject().checkpoint();
    return new References() {
      @Override
      public Metric metric(String reference, String metric) {
        if (!reference.equals(BaselineBounds.REFERENCE) || settings.isEmpty()) {
          return others.metric(reference, metric);
        }
        return checks
            .orElseThrow(() -> new UserError("audit.baseline.mode is off"))
            .metric(
                checkpoint,
                new MetricKey(
                    leaf.audit().id(), metric, leaf.subject().layer(), leaf.subject().timestep()),
                environment::of);
      }

      @Override
      public boolean sawTheSame(String reference) {
        boolean recorded = reference.equals(BaselineBounds.REFERENCE) && settings.isPresent();
        return recorded
            ? checks.filter(checked -> checked.isPaired(checkpoint)).isPresent()
            : others.sawTheSame(reference);
      }
    };
  }

  /**
   * Returns the baseline of a checkpoint as what measurements are held against, if they are: only
   * of sketches a baseline keeps more than figures.
   */
  Optional<AgainstOther.Other> sketches(String checkpoint) {
    boolean isHeld = withSketches && checks.isPresent() && !catalog.isControl(checkpoint);
    return isHeld ? Optional.of(this::sketch) : Optional.empty();
  }

  private LayerSketch sketch(Subject subject, Class<? extends Measurement> type) {
    if (type != LayerSketch.class) {
      throw new UserError("a baseline keeps no " + type.getSimpleName());
    }
    return checks.orElseThrow().sketch(subject, environment::of);
  }

  private Optional<String> whyNoSketch(Subject subject) {
    try {
      checks.orElseThrow().sketch(subject, environment::of);
      return Optional.empty();
    } catch (UserError e) {
      untold.putIfAbsent(subject.checkpoint(), e.getMessage());
      return Optional.of(e.getMessage());
    }
  }

  /** Says what a checkpoint's layers are held against. */
  String name(String checkpoint) {
    return "the baseline " + checks.orElseThrow().name(checkpoint);
  }

  /** Returns what a leaf's baseline has and the leaf has not, a sentence each. */
  List<String> gone(AuditLeaf leaf, LeafGate gate) {
    return catalog.isControl(leaf.subject().checkpoint())
        ? List.of()
        : checks.map(checked -> checked.gone(gate.judged())).orElse(List.of());
  }

  /** Takes what a leaf came to. */
  void judged(AuditLeaf leaf, LeafGate gate) {
    if (catalog.isControl(leaf.subject().checkpoint()) || isEarly) {
      return;
    }
    if (gate.failure().isPresent() || !gate.warnings().isEmpty()) {
      recorder.red(leaf.subject());
    }
    if (leaf.audit().fidelity().isPresent()) {
      keepSketch(leaf.subject());
      return;
    }
    recorder.add(gate.judged(), gate.all());
    if (gate.isImproved()) {
      checks.orElseThrow().improved(leaf.subject().checkpoint());
    }
  }

  private void keepSketch(Subject subject) {
    try {
      recorder.add(subject, (LayerSketch) own.measurement(subject, LayerSketch.class));
    } catch (RuntimeException e) {
      log.warning("baseline of " + subject.checkpoint(), "no sketch of " + subject + ": " + e);
    }
  }

  /**
   * Writes what is recorded, and says what became of comparisons.
   *
   * @return what makes the run red, a message each
   */
  List<String> end() {
    List<String> problems = new ArrayList<>();
    checks.ifPresent(
        checked -> {
          checked.describe(log);
          problems.addAll(
              checked.reportGaps(selected, timesteps, recorder::keys, recorder::checked, log));
          problems.addAll(checked.problems());
        });
    if (isFidelityGiven) {
      untold.forEach((checkpoint, why) -> problems.add(untold(checkpoint, why)));
    }
    problems.addAll(recorder.write(environment::of));
    return problems;
  }

  /**
   * Returns why the run cannot be held against baselines, as far as it is known before anything is
   * measured.
   *
   * @param facts what was chosen for the run, by name
   */
  List<String> refusals(Map<String, String> facts) {
    List<String> refusals = new ArrayList<>();
    checks.ifPresent(checked -> refusals.addAll(checked.refusals(facts)));
    if (isFidelityGiven) {
      checked()
          .forEach(
              (checkpoint, baseline) ->
                  baseline
                      .withoutSketches(facts)
                      .filter(why -> parents.apply(checkpoint).isEmpty())
                      .ifPresent(why -> refusals.add(untold(checkpoint, why))));
    }
    return refusals;
  }

  private static String untold(String checkpoint, String why) {
    return String.format(
        "%s is given, and how far the layers of %s moved cannot be told: %s. Give the inputs that"
            + " the baseline was recorded on, record it again, or leave the parameter out.",
        AuditParameters.FIDELITY, checkpoint, why);
  }

  /** Returns what is wrong with the baselines that were read. */
  List<String> problems() {
    return checks.map(BaselineChecks::problems).orElse(List.of());
  }
}

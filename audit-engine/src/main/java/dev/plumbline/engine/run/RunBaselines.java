package dev.plumbline.engine.run;

import dev.plumbline.api.Metric;
import dev.plumbline.engine.baseline.Environment;
import dev.plumbline.engine.baseline.MetricKey;
import dev.plumbline.engine.config.AuditConfiguration;
import dev.plumbline.engine.config.BaselineSettings;
import dev.plumbline.engine.config.BaselineSettings.Mode;
import dev.plumbline.engine.judge.BaselineBounds;
import dev.plumbline.engine.judge.BoundSource;
import dev.plumbline.engine.judge.BoundsFile;
import dev.plumbline.engine.judge.LeafGate;
import dev.plumbline.engine.judge.RecordingBounds;
import dev.plumbline.engine.judge.References;
import dev.plumbline.engine.plan.Glob;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.tree.AuditLeaf;
import dev.plumbline.engine.tree.CheckpointCatalog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** What a run has to do with baselines: which bounds they make, and what is recorded. */
final class RunBaselines {

  /** Facts of the run that stand in a baseline. */
  private static final Set<String> RUN_FACTS =
      Set.of("probe", "folds", "split", "noise", "seed", "device", "onnxruntime");

  private final CheckpointCatalog catalog;
  private final Optional<BaselineChecks> checks;
  private final Optional<BaselineSettings> settings;
  private final BaselineRecorder recorder;
  private final Map<String, Set<Integer>> timesteps = new TreeMap<>();
  private final RunLog log;
  private final boolean isEarly;
  private final Function<String, Map<String, String>> measured;
  private final Map<String, Environment> environments = new HashMap<>();

  /**
   * Reads the baselines, and makes ready to record.
   *
   * @param configuration the run's
   * @param catalog its checkpoints
   * @param measured returns the facts about a checkpoint, which it measures if need be
   * @param log told what becomes of baselines, and knows the facts about the run
   */
  RunBaselines(
      AuditConfiguration configuration,
      CheckpointCatalog catalog,
      Function<String, Map<String, String>> measured,
      RunLog log) {
    this.settings = configuration.gate().baseline();
    this.catalog = catalog;
    this.measured = measured;
    this.log = log;
    this.isEarly = configuration.gate().early(); // some images make no baseline
    checks = in(Mode.CHECK).map(given -> new BaselineChecks(given, catalog));
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

  /** Returns where the bounds of a leaf come from, those that go over others first. */
  List<BoundSource> bounds(AuditLeaf leaf, List<BoundsFile> files, References references) {
    if (in(Mode.RECORD).isPresent()) {
      return List.of(new RecordingBounds(files.get(0)));
    }
    List<BoundSource> sources = new ArrayList<>(files);
    checks.ifPresent(
        checked ->
            sources.add(
                1, new BaselineBounds(references, checked.name(leaf.subject().checkpoint()))));
    return sources;
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
                RunBaselines.this::environment);
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

  private synchronized Environment environment(String checkpoint) {
    return environments.computeIfAbsent(
        checkpoint,
        name -> {
          TreeMap<String, String> facts = new TreeMap<>(measured.apply(name));
          log.facts()
              .forEach(
                  (fact, value) -> {
                    if (RUN_FACTS.contains(fact)) {
                      facts.put(fact, value);
                    }
                  });
          facts.put("java", System.getProperty("java.version"));
          String version = RunBaselines.class.getPackage().getImplementationVersion();
          facts.put("plumbline", version == null ? "development" : version);
          return new Environment(facts);
        });
  }

  /** Takes note of a leaf of the run. */
  void planned(AuditLeaf leaf) {
    timesteps
        .computeIfAbsent(leaf.audit().id(), audit -> new TreeSet<>())
        .add(leaf.subject().timestep());
  }

  /** Takes what a leaf came to. */
  void judged(AuditLeaf leaf, LeafGate gate) {
    if (catalog.isControl(leaf.subject().checkpoint()) || isEarly) {
      return;
    }
    recorder.add(leaf.subject(), leaf.audit().id(), gate.checked());
    if (gate.isImproved()) {
      checks.orElseThrow().improved(leaf.subject().checkpoint());
    }
  }

  /**
   * Writes what is recorded, and says what became of comparisons.
   *
   * @param selected the layers that the run is narrowed to
   * @param leaves counts leaves that are undecided since they are not there
   * @return what makes the run red, a message each
   */
  List<String> end(List<Glob> selected, DecidedLeaves leaves) {
    List<String> problems = new ArrayList<>();
    checks.ifPresent(
        checked -> {
          checked.describe(log);
          checked.reportGaps(selected, timesteps, recorder::keys, leaves, log);
          problems.addAll(checked.problems());
        });
    problems.addAll(recorder.write(this::environment));
    return problems;
  }

  /** Returns what is wrong with the baselines that were read. */
  List<String> problems() {
    return checks.map(BaselineChecks::problems).orElse(List.of());
  }
}

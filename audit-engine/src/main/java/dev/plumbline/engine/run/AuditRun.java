package dev.plumbline.engine.run;

import dev.plumbline.api.Measurement;
import dev.plumbline.api.Subject;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.config.AuditConfiguration;
import dev.plumbline.engine.config.GateSettings;
import dev.plumbline.engine.console.RunConsole;
import dev.plumbline.engine.judge.Comparisons;
import dev.plumbline.engine.measure.Measurer;
import dev.plumbline.engine.measure.MeasuringSettings;
import dev.plumbline.engine.measure.results.EarlyStop;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.run.against.AgainstControl;
import dev.plumbline.engine.run.against.AgainstOther;
import dev.plumbline.engine.run.against.AgainstParent;
import dev.plumbline.engine.tree.AuditEngineDescriptor;
import dev.plumbline.engine.tree.AuditExecution;
import dev.plumbline.engine.tree.AuditLeaf;
import dev.plumbline.engine.tree.CheckpointCatalog;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.platform.engine.EngineExecutionListener;

/**
 * One run: what the surviving leaves need is planned, each checkpoint is measured when the first of
 * its leaves is due, and leaves are judged from what was measured.
 */
public final class AuditRun implements AuditExecution {

  private final AuditConfiguration configuration;
  private final CheckpointCatalog catalog;
  private final RunPlan plan;
  private final RunEntries entries;
  private final RunLog log;
  private final RunScenes scenes;
  private final PlannedChanges changes;
  private final Comparisons comparisons;
  private final MeasuredCheckpoints measured;
  private final RunOutcome outcome;
  private final Judging judging;
  private boolean isRefused;

  /**
   * Makes the run of a test tree. Files with bounds, baselines and accepted violations are read;
   * nothing is measured yet.
   *
   * @param engine the root of the tree, from which leaves may have been filtered
   * @param listener told what the run comes to, as report entries
   * @param console where people are told how it goes
   * @param owner what the run is told from others in this process by, as the reports have it: the
   *     thread that the launcher runs in
   * @return the run
   * @throws dev.plumbline.engine.plan.UserError if something is wrong with the configuration
   */
  public static AuditRun of(
      AuditEngineDescriptor engine,
      EngineExecutionListener listener,
      RunConsole console,
      Thread owner) {
    return new AuditRun(engine, new RunEntries(engine, listener), console, owner);
  }

  private AuditRun(
      AuditEngineDescriptor engine, RunEntries entries, RunConsole console, Thread owner) {
    this.entries = entries;
    configuration = engine.configuration().orThrow();
    log = new RunLog(console, configuration.progress(), entries::note, entries::exploration);
    catalog = engine.catalog();
    GateSettings settings = configuration.gate();
    Map<Class<? extends Measurement>, MeasurementProvider<?>> providers =
        Measurer.registeredProviders();
    BoundsFiles bounds =
        new BoundsFiles(
            settings.bounds(),
            catalog.names(),
            settings.baseline().isPresent(),
            name -> hash(catalog, name));
    plan =
        new RunPlan(
            engine.leaves(), catalog, providers, bounds::references, configuration::parentOf);
    RunBaselines baselines =
        new RunBaselines(
            configuration,
            plan,
            catalog,
            new RunEnvironment(this::factsOf, log),
            this::measurement,
            log);
    scenes =
        RunScenes.of(
            configuration,
            new FoldsChoice(configuration, plan, bounds, baselines, providers),
            new TooFewScenes(plan, bounds, baselines, settings.errorRate()));
    changes = new PlannedChanges(configuration, plan, bounds, baselines);
    comparisons = new Comparisons(settings.errorRate(), configuration.inputs().seed());
    Optional<EarlyDecisions> early = early(bounds);
    measured = new MeasuredCheckpoints(measurer(providers, early), plan.checkpoints(), log);
    outcome =
        new RunOutcome(
            new RunFolder(configuration.report(), owner),
            bounds,
            baselines,
            new FrozenStore(settings.frozen()),
            early,
            new JudgedRows(
                RunScope.rows(
                    engine.knownAudits(), catalog, measured.longestSchedule(), plan, providers)),
            new DecidedLeaves(settings.decidedShare()),
            new MovedLayers(name -> catalog.entry(name).layers()),
            new LostLayers(plan, catalog, configuration.layers(), configuration::parentOf),
            log);
    judging = judging(providers);
  }

  private Map<String, String> factsOf(String checkpoint) {
    return measured.results(checkpoint).facts();
  }

  private Measurement measurement(Subject subject, Class<? extends Measurement> type) {
    return measured.measurement(subject, type);
  }

  /** A control has the files of its original until it is measured, and is not what they hold. */
  private String hash(CheckpointCatalog catalog, String checkpoint) {
    return catalog.isControl(checkpoint) ? "" : measured.hash(catalog.entry(checkpoint).spec());
  }

  private Optional<EarlyDecisions> early(BoundsFiles bounds) {
    GateSettings settings = configuration.gate();
    // The configuration refuses controls and parents in a run that decides early.
    return settings.early()
        ? Optional.of(
            new EarlyDecisions(
                plan,
                settings.errorRate(),
                new AuditCalls((subject, measurement, type) -> measurement),
                bounds::of))
        : Optional.empty();
  }

  private Measurer measurer(
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers,
      Optional<EarlyDecisions> early) {
    return new Measurer(
        MeasuringSettings.of(scenes.inputs(), configuration.runOptions())
            .withDump(configuration.dump())
            .withExplorer(configuration.explorer().sharedBy(Math.max(1, plan.checkpoints().size())))
            .withWork(configuration.work())
            .withEarly(early.map(decisions -> (EarlyStop) decisions)),
        providers,
        log);
  }

  private Judging judging(Map<Class<? extends Measurement>, MeasurementProvider<?>> providers) {
    AgainstControl control =
        new AgainstControl(
            name ->
                catalog
                    .controlOf(name)
                    .map(its -> AgainstOther.Other.ofRun(its, this::measurement)),
            providers);
    AgainstParent parent = new AgainstParent(this::heldAgainst, providers);
    AuditCalls audits =
        new AuditCalls(
            (subject, measurement, type) ->
                parent.complete(subject, control.complete(subject, measurement, type), type));
    LeafGates.Call calls =
        (audit, subject, gate) ->
            audits.call(audit, subject, measured.results(subject.checkpoint()), gate);
    return new Judging(
        plan,
        calls,
        new LeafGates(
            this::isReference, outcome, comparisons, configuration.gate().inconclusive(), calls),
        comparisons,
        outcome,
        (leaf, gate) -> entries.leaf(leaf, gate, measured, log));
  }

  /**
   * Tells whether nothing is asked of a leaf: of controls, and of how faithful a checkpoint is to
   * what it was made of where that is not known.
   */
  private boolean isReference(AuditLeaf leaf) {
    String checkpoint = leaf.subject().checkpoint();
    boolean isOfOthers = leaf.audit().fidelity().isPresent() && heldAgainst(checkpoint).isEmpty();
    return catalog.isControl(checkpoint) || (isOfOthers && !outcome.baselines().isRecorded());
  }

  /** Returns the parent of a checkpoint, or else its baseline, if it has one. */
  private Optional<AgainstOther.Other> heldAgainst(String checkpoint) {
    return configuration
        .parentOf(checkpoint)
        .map(parent -> AgainstOther.Other.ofRun(parent, this::measurement))
        .or(() -> outcome.baselines().sketches(checkpoint));
  }

  @Override
  public void begin() {
    Map<String, String> facts = configuration.facts(scenes.inputs().folds());
    facts.forEach(log::environment);
    plan.checkpoints().values().forEach(checkpoint -> tellOrigin(checkpoint.checkpoint()));
    plan.layerOrders().forEach(entries::layerOrder);
    log.line(configuration.coverage());
    scenes.describe(log);
    Set<String> refusals = outcome.refusals(facts);
    refusals.addAll(scenes.refusals());
    refusals.addAll(changes.refusals());
    refusals.addAll(measured.refusals());
    if (passesOver().isEmpty()) {
      refusals.addAll(outcome.begin());
      refuse(refusals);
    } else if (configuration.work().shard().isPresent()) {
      refuse(refusals);
    }
    if (isDry()) {
      log.line("Dry run: this is the plan, nothing is measured.");
      measured.describe();
      scenes.refusals().forEach(log::line);
      changes.refusals().forEach(log::line);
      changes.describe(scenes.there(), log);
      refusals.forEach(log::line);
      configuration
          .encode()
          .ifPresent(folder -> log.line("Inputs would be encoded to " + folder + "."));
      return;
    }
    configuration
        .gate()
        .suggestion()
        .ifPresent(
            settings ->
                new BoundsSuggestion(settings, configuration.gate().errorRate()).write(log));
  }

  /** Tells reports which checkpoint the name of one stood for that lies elsewhere. */
  private void tellOrigin(CheckpointSpec checkpoint) {
    checkpoint
        .remote()
        .ifPresent(
            remote ->
                log.environment(
                    "location of " + checkpoint.name(),
                    remote.location() + ", " + remote.stoodFor()));
  }

  /** Ends a run that would only find out in the end that it cannot be judged. */
  private void refuse(Set<String> refusals) {
    isRefused = !refusals.isEmpty();
    if (isRefused) {
      throw new UserError("Nothing was measured: " + String.join("\n", refusals));
    }
  }

  @Override
  public boolean isDry() {
    return configuration.dryRun();
  }

  @Override
  public Optional<String> passesOver() {
    return configuration.passesOver();
  }

  @Override
  public void measure(String checkpoint) {
    Optional<Path> encoded = configuration.encode();
    if (isDry() || configuration.gate().suggestion().isPresent()) {
      return;
    }
    if (encoded.isPresent()) {
      measured.encode(checkpoint, encoded.get());
      return;
    }
    try {
      measured.measure(checkpoint, configuration.work());
    } catch (RuntimeException e) {
      outcome.leaves().broken();
      throw e;
    }
  }

  @Override
  public void judge(AuditLeaf leaf) {
    try {
      judging.judge(leaf);
    } catch (VirtualMachineError e) { // of memory or stack, which this leaf alone may have needed
      throw MeasuredCheckpoints.ended(leaf.getLegacyReportingName() + ": judging it", e);
    }
  }

  @Override
  public void countBroken() {
    outcome.leaves().broken();
  }

  @Override
  public void end() {
    try (RunFolder folder = outcome.folder()) {
      measured.close();
      log.end();
      if (!isRefused && !folder.isLeft()) {
        endUnrefused();
      }
    }
  }

  private void endUnrefused() {
    if (passesOver().isPresent()) {
      if (!isDry()) { // a dry run has said it
        outcome.endUnjudged();
      }
    } else {
      judging.describe(configuration.wantedChanges(), log);
      changes.describe(comparisons, log);
      outcome
          .moved()
          .describe(
              name -> configuration.parentOf(name).orElseGet(() -> outcome.baselines().name(name)),
              log);
      outcome.end(entries::ending);
    }
  }
}

package dev.plumbline.engine.run;

import dev.plumbline.api.Grid;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.PositionProbe;
import dev.plumbline.api.Subject;
import dev.plumbline.api.report.LeafGrids;
import dev.plumbline.engine.config.AuditConfiguration;
import dev.plumbline.engine.config.GateSettings;
import dev.plumbline.engine.judge.BoundsFile;
import dev.plumbline.engine.judge.Comparisons;
import dev.plumbline.engine.judge.EarlyEnd;
import dev.plumbline.engine.judge.FrozenViolations;
import dev.plumbline.engine.judge.LeafGate;
import dev.plumbline.engine.judge.References;
import dev.plumbline.engine.measure.Measurer;
import dev.plumbline.engine.measure.MeasuringSettings;
import dev.plumbline.engine.measure.results.CheckpointResults;
import dev.plumbline.engine.measure.results.EarlyStop;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.tree.AuditEngineDescriptor;
import dev.plumbline.engine.tree.AuditLeaf;
import dev.plumbline.engine.tree.AuditMethod;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.platform.engine.EngineExecutionListener;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.hierarchical.EngineExecutionContext;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * One run: what the surviving leaves need is planned when it begins, each checkpoint is measured
 * when the first of its leaves is due, and leaves are judged from what was measured.
 */
public final class AuditRun implements EngineExecutionContext {

  private final AuditEngineDescriptor engine;
  private final EngineExecutionListener listener;
  private final RunLog log;
  private final Map<String, CheckpointPlan> plans = new LinkedHashMap<>();
  private BoundsFiles bounds;
  private RunBaselines baselines;
  private FrozenStore frozen;
  private DecidedLeaves leaves;
  private Comparisons comparisons;
  private boolean compared;
  private Optional<EarlyDecisions> early = Optional.empty();
  private MeasuredCheckpoints measured;
  private AuditCalls calls;

  public AuditRun(
      AuditEngineDescriptor engine, EngineExecutionListener listener, PrintStream console) {
    this.engine = engine;
    this.listener = listener;
    this.log =
        new RunLog(
            console,
            note -> publish(engine, note.toEntry()),
            exploration -> exploration.publish(entry -> publish(engine, entry)));
  }

  public void begin() {
    AuditConfiguration configuration = engine.configuration();
    GateSettings settings = configuration.gate();
    List<String> names = engine.catalog().names();
    bounds = new BoundsFiles(settings.bounds(), names, settings.baseline().isPresent());
    configuration.orThrow();
    frozen = new FrozenStore(settings.frozen());
    leaves = new DecidedLeaves(settings.decidedShare());
    comparisons = new Comparisons(settings.errorRate(), configuration.inputs().seed());
    baselines =
        new RunBaselines(
            configuration, engine.catalog(), name -> measured.results(name).facts(), log);
    early =
        settings.early()
            ? Optional.of(
                new EarlyDecisions(
                    settings.errorRate(),
                    (leaf, soFar, gate) -> calls.call(leaf.audit(), leaf.subject(), soFar, gate),
                    leaf -> bounds.of(leaf.audit())))
            : Optional.empty();
    for (TestDescriptor descendant : engine.getDescendants()) {
      if (descendant instanceof AuditLeaf leaf) {
        plan(leaf, leaf.subject().checkpoint());
        baselines.planned(leaf);
        early.ifPresent(decisions -> decisions.planned(leaf));
        bounds.references(leaf.audit()).stream()
            .filter(names::contains)
            .forEach(
                reference -> {
                  plan(leaf, reference);
                  early.ifPresent(decisions -> decisions.reference(leaf, reference));
                });
      }
    }
    Measurer measurer =
        new Measurer(
            MeasuringSettings.of(configuration.inputs(), configuration.runOptions())
                .withDump(configuration.dump())
                .withExplorer(configuration.explorer().sharedBy(Math.max(1, plans.size())))
                .withEarly(early.map(decisions -> (EarlyStop) decisions)),
            Measurer.registeredProviders(),
            log);
    measurer.announce(plans.values());
    measured = new MeasuredCheckpoints(measurer, plans, log);
    calls = new AuditCalls(measured::results, new Selectivity(engine.catalog(), measured::probe));
    describe(configuration);
    log.line(configuration.coverage());
    if (passesOver().isEmpty()) {
      baselines.begin();
    }
    if (!isDry()) {
      settings.suggestion().ifPresent(suggestion -> suggestion.write(log));
    } else {
      log.line("Dry run: this is the plan, nothing is measured.");
      measured.describe();
      configuration
          .encode()
          .ifPresent(folder -> log.line("Inputs would be encoded to " + folder + "."));
    }
  }

  /** Adds what a leaf needs of its checkpoint, or of one that it is held against. */
  private void plan(AuditLeaf leaf, String checkpoint) {
    plan(leaf, checkpoint, leaf.audit().measurements());
    if (leaf.audit().measurements().contains(PositionProbe.class)) {
      engine
          .catalog()
          .controlOf(checkpoint)
          .ifPresent(control -> plan(leaf, control, Set.of(PositionProbe.class)));
    }
  }

  private void plan(
      AuditLeaf leaf, String checkpoint, Set<Class<? extends Measurement>> measurements) {
    plans
        .computeIfAbsent(
            checkpoint, name -> new CheckpointPlan(engine.catalog().entry(name).spec()))
        .add(leaf.subject().timestep(), leaf.subject().layer(), measurements);
  }

  /** Says what the figures of the run rest on. */
  private void describe(AuditConfiguration configuration) {
    Inputs inputs = configuration.inputs();
    log.environment("tier", configuration.tier().label());
    log.environment("seed", Long.toString(inputs.seed()));
    log.environment("split", inputs.split().name().toLowerCase(Locale.ROOT));
    log.environment("folds", Integer.toString(inputs.folds()));
    log.environment("noise", inputs.noise().kind().name().toLowerCase(Locale.ROOT));
    log.environment("probe", configuration.runOptions().probe().kind().label());
  }

  public boolean isDry() {
    return engine.configuration().dryRun();
  }

  /** Returns why leaves are not judged in this run, if they are not. */
  public Optional<String> passesOver() {
    if (isDry()) {
      return Optional.of("dry run: nothing is measured");
    }
    if (engine.configuration().gate().suggestion().isPresent()) {
      return Optional.of("bounds are suggested only: nothing is measured");
    }
    return engine.configuration().encode().map(folder -> "encoded only: nothing is measured");
  }

  /** Measures a checkpoint, the first time it is asked to. */
  public void measure(String checkpoint) {
    if (isDry() || engine.configuration().gate().suggestion().isPresent()) {
      return;
    }
    if (engine.configuration().encode().isPresent()) {
      measured.encode(checkpoint, engine.configuration().encode().get());
      return;
    }
    try {
      measured.results(checkpoint);
    } catch (RuntimeException e) {
      leaves.broken();
      throw e;
    }
  }

  /** Collects the comparisons of all leaves, before the first is judged. */
  private synchronized void compare() {
    if (compared) {
      return;
    }
    compared = true;
    for (TestDescriptor descendant : engine.getDescendants()) {
      if (descendant instanceof AuditLeaf leaf && isCompared(leaf)) {
        try {
          calls.call(leaf.audit(), leaf.subject(), gate(leaf, FrozenViolations.none()));
        } catch (Throwable e) {
          // said when the leaf is judged
        }
      }
    }
    comparisons.complete();
  }

  private boolean isCompared(AuditLeaf leaf) {
    return baselines.isChecked() || !bounds.references(leaf.audit()).isEmpty();
  }

  private LeafGate gate(AuditLeaf leaf, FrozenViolations accepted) {
    AuditMethod audit = leaf.audit();
    String checkpoint = leaf.subject().checkpoint();
    References references =
        baselines.references(
            leaf,
            new ReferenceMetrics(
                leaf.subject(), (theirs, notebook) -> calls.call(audit, theirs, notebook)));
    return new LeafGate(
        audit.id(),
        leaf.subject(),
        engine.catalog().isControl(checkpoint)
            ? List.of(BoundsFile.ofReference(checkpoint))
            : baselines.bounds(leaf, bounds.of(audit), references),
        references,
        comparisons,
        engine.configuration().gate().inconclusive(),
        accepted,
        early.map(decisions -> decisions.of(leaf)).orElseGet(EarlyEnd::notAsked));
  }

  /** Calls a leaf's audit and says what became of its checks. */
  public void judge(AuditLeaf leaf) {
    compare();
    String audit = leaf.audit().id();
    LeafGate gate = gate(leaf, frozen.violations());
    try {
      call(leaf, gate);
      decide(gate);
      if (gate.isAsked()) {
        leaves.decided(audit);
      }
    } catch (TestAbortedException e) {
      leaves.undecided(audit, e.getMessage());
      throw e;
    } catch (Throwable e) { // audits may throw checked exceptions too
      leaves.decided(audit);
      throw e;
    } finally {
      bounds.refuse(gate.refusedRows());
      baselines.judged(leaf, gate);
      gate.records().forEach(record -> publish(leaf, record.toEntry()));
      gate.contributions().publish(entry -> publish(leaf, entry));
      if (gate.failure().isPresent()) {
        grids(leaf).publish(entry -> publish(leaf, entry));
      }
    }
  }

  /** Collects what a failed leaf's measurements show beside their metrics. */
  private LeafGrids grids(AuditLeaf leaf) {
    Subject subject = leaf.subject();
    CheckpointResults results = measured.results(subject.checkpoint());
    List<Grid> grids = new ArrayList<>();
    for (Class<? extends Measurement> type : leaf.audit().measurements()) {
      try {
        grids.addAll(results.measurement(subject.timestep(), subject.layer(), type).grids());
      } catch (RuntimeException e) {
        log.warning(leaf.getLegacyReportingName(), "its pictures cannot be had: " + e.getMessage());
      }
    }
    return new LeafGrids(grids, results.photographs());
  }

  private void call(AuditLeaf leaf, LeafGate gate) {
    try {
      calls.call(leaf.audit(), leaf.subject(), gate);
    } catch (TestAbortedException e) {
      gate.abort(e.getMessage());
    } catch (Throwable e) {
      gate.failure().map(AssertionFailedError::new).ifPresent(e::addSuppressed);
      throw e;
    }
  }

  private static void decide(LeafGate gate) {
    gate.failure()
        .ifPresent(
            message -> {
              throw new AssertionFailedError(message);
            });
    gate.abortion()
        .ifPresent(
            reason -> {
              throw new TestAbortedException(reason);
            });
  }

  public void countBroken() {
    leaves.broken();
  }

  /** Fails where the leaves alone would let a run look better than it was. */
  public void end() {
    if (measured != null) {
      measured.close();
    }
    List<String> problems = new ArrayList<>(bounds.problems());
    if (passesOver().isPresent()) {
      problems.addAll(baselines.problems());
      problems.forEach(log::line);
      return;
    }
    early
        .flatMap(EarlyDecisions::summary)
        .ifPresent(summary -> log.result("early decision", summary));
    problems.addAll(baselines.end(engine.configuration().layers(), leaves));
    problems.addAll(frozen.end(log));
    problems.addAll(leaves.problems());
    if (!problems.isEmpty()) {
      throw new UserError(String.join("\n", problems));
    }
  }

  private void publish(TestDescriptor descriptor, Map<String, String> entry) {
    listener.reportingEntryPublished(descriptor, ReportEntry.from(entry));
  }
}

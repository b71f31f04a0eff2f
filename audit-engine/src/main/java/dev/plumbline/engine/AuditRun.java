package dev.plumbline.engine;

import dev.plumbline.api.Gate;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.Subject;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.judge.LeafGate;
import dev.plumbline.engine.measure.CheckpointResults;
import dev.plumbline.engine.measure.Measurer;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.UserError;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicInteger;
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

  /** What measuring a checkpoint came to: results, or why there are none. */
  private record Outcome(CheckpointResults results, RuntimeException failure) {}

  private final AuditEngineDescriptor engine;
  private final EngineExecutionListener listener;
  private final RunLog log;
  private final Map<String, CheckpointPlan> plans = new LinkedHashMap<>();
  private final Map<String, Outcome> outcomes = new LinkedHashMap<>();
  private Map<String, RuntimeException> notEncoded;
  private final AtomicInteger decided = new AtomicInteger();
  private final List<String> abortions = new ArrayList<>();
  private BoundsFiles bounds;
  private Measurer measurer;

  AuditRun(AuditEngineDescriptor engine, EngineExecutionListener listener, PrintStream console) {
    this.engine = engine;
    this.listener = listener;
    this.log = new RunLog(console, note -> publish(engine, note.toEntry()));
  }

  /** Returns the registered providers by the type they provide. */
  static Map<Class<? extends Measurement>, MeasurementProvider<?>> providers() {
    Map<Class<? extends Measurement>, MeasurementProvider<?>> providers = new LinkedHashMap<>();
    for (MeasurementProvider<?> provider : ServiceLoader.load(MeasurementProvider.class)) {
      providers.put(provider.type(), provider);
    }
    return providers;
  }

  void begin() {
    bounds = new BoundsFiles(engine.configuration().bounds());
    AuditConfiguration configuration = engine.configuration().orThrow();
    for (TestDescriptor descendant : engine.getDescendants()) {
      if (descendant instanceof AuditLeaf leaf) {
        Subject subject = leaf.subject();
        plans
            .computeIfAbsent(
                subject.checkpoint(),
                name -> new CheckpointPlan(engine.catalog().entry(name).spec()))
            .add(subject.timestep(), subject.layer(), leaf.audit().measurements());
      }
    }
    measurer = new Measurer(configuration.inputs(), configuration.runOptions(), providers(), log);
    describe(configuration.inputs());
    if (isDry()) {
      log.line("Dry run: this is the plan, nothing is measured.");
      plans.values().forEach(plan -> measurer.describe(plan).forEach(log::line));
      configuration
          .encode()
          .ifPresent(folder -> log.line("Inputs would be encoded to " + folder + "."));
    }
  }

  /** Says what the figures of the run rest on. */
  private void describe(Inputs inputs) {
    log.environment("seed", Long.toString(inputs.seed()));
    log.environment("split", inputs.split().name().toLowerCase(Locale.ROOT));
    log.environment("noise", inputs.noise().kind().name().toLowerCase(Locale.ROOT));
    log.environment("probe", "lda");
  }

  boolean isDry() {
    return engine.configuration().dryRun();
  }

  /** Returns why leaves are not judged in this run, if they are not. */
  Optional<String> passesOver() {
    if (isDry()) {
      return Optional.of("dry run: nothing is measured");
    }
    return engine.configuration().encode().map(folder -> "encoded only: nothing is measured");
  }

  /** Measures a checkpoint, the first time it is asked to. */
  synchronized void measure(String checkpoint) {
    if (isDry()) {
      return;
    }
    if (engine.configuration().encode().isPresent()) {
      encode(checkpoint, engine.configuration().encode().get());
      return;
    }
    Outcome outcome = outcomes.get(checkpoint);
    if (outcome == null) {
      outcome = measured(plans.get(checkpoint));
      outcomes.put(checkpoint, outcome);
    }
    if (outcome.failure() != null) {
      decided.incrementAndGet();
      throw outcome.failure();
    }
  }

  /** Encodes for all checkpoints, the first time, and throws what kept it from one of them. */
  private void encode(String checkpoint, Path folder) {
    if (notEncoded == null) {
      notEncoded =
          measurer.encode(plans.values().stream().map(CheckpointPlan::checkpoint).toList(), folder);
      log.line("This run only encoded: nothing was audited.");
    }
    if (notEncoded.containsKey(checkpoint)) {
      throw notEncoded.get(checkpoint);
    }
  }

  private Outcome measured(CheckpointPlan plan) {
    try {
      return new Outcome(measurer.measure(plan), null);
    } catch (RuntimeException e) { // kept, so that the other audits' leaves need not find it again
      return new Outcome(null, e);
    }
  }

  private synchronized CheckpointResults results(String checkpoint) {
    return outcomes.get(checkpoint).results();
  }

  /** Calls a leaf's audit and says what became of its checks. */
  void judge(AuditLeaf leaf) {
    AuditMethod audit = leaf.audit();
    LeafGate gate = new LeafGate(audit.id(), leaf.subject(), bounds.of(audit));
    try {
      call(leaf, gate);
      decide(gate);
      decided.incrementAndGet();
    } catch (TestAbortedException e) {
      abort(e.getMessage());
      throw e;
    } catch (Throwable e) { // audits may throw checked exceptions too
      decided.incrementAndGet();
      throw e;
    } finally {
      gate.records().forEach(record -> publish(leaf, record.toEntry()));
    }
  }

  private void call(AuditLeaf leaf, LeafGate gate) {
    Map<Class<?>, Measurement> measurements = measurements(leaf, gate);
    try {
      leaf.audit().invoke(type -> argument(type, gate, leaf.subject(), measurements));
    } catch (TestAbortedException e) {
      gate.abort(e.getMessage());
    } catch (Throwable e) {
      gate.failure().map(AssertionFailedError::new).ifPresent(e::addSuppressed);
      throw e;
    }
  }

  /** Gets a leaf's measurements and records all that there are, even if one cannot be had. */
  private Map<Class<?>, Measurement> measurements(AuditLeaf leaf, LeafGate gate) {
    Subject subject = leaf.subject();
    CheckpointResults results = results(subject.checkpoint());
    Map<Class<?>, Measurement> measurements = new LinkedHashMap<>();
    List<RuntimeException> failures = new ArrayList<>();
    for (Class<? extends Measurement> type : leaf.audit().measurements()) {
      try {
        Measurement measurement = results.measurement(subject.timestep(), subject.layer(), type);
        measurement.metrics().forEach(gate::record);
        measurements.put(type, measurement);
      } catch (RuntimeException e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
    return measurements;
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

  private static Object argument(
      Class<?> type, Gate gate, Subject subject, Map<Class<?>, Measurement> measurements) {
    if (type == Gate.class) {
      return gate;
    }
    return type == Subject.class ? subject : measurements.get(type);
  }

  private void abort(String reason) {
    synchronized (abortions) {
      abortions.add(reason);
    }
  }

  void countBroken() {
    decided.incrementAndGet();
  }

  /** Fails where the leaves alone would let a run look better than it was. */
  void end() {
    List<String> problems = new ArrayList<>(bounds.problems());
    if (passesOver().isPresent()) {
      problems.forEach(log::line);
      return;
    }
    if (decided.get() == 0) {
      problems.add(
          "Every audit aborted, so nothing was decided: "
              + abortions.size()
              + " leaves, the first because "
              + abortions.stream().findFirst().orElse("none ran"));
    }
    if (!problems.isEmpty()) {
      throw new UserError(String.join("\n", problems));
    }
  }

  private void publish(TestDescriptor descriptor, Map<String, String> entry) {
    listener.reportingEntryPublished(descriptor, ReportEntry.from(entry));
  }
}

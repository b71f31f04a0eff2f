package dev.plumbline.engine;

import dev.plumbline.api.Gate;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.Metric;
import dev.plumbline.api.Subject;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.judge.LeafGate;
import dev.plumbline.engine.measure.CheckpointResults;
import dev.plumbline.engine.measure.Measurer;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
  private record Outcome(CheckpointResults results, UserError failure) {}

  private final AuditEngineDescriptor engine;
  private final EngineExecutionListener listener;
  private final RunLog log;
  private final BoundsFiles bounds;
  private final Map<String, CheckpointPlan> plans = new LinkedHashMap<>();
  private final Map<String, Outcome> outcomes = new LinkedHashMap<>();
  private final AtomicInteger decided = new AtomicInteger();
  private final List<String> abortions = new ArrayList<>();
  private Measurer measurer;

  AuditRun(AuditEngineDescriptor engine, EngineExecutionListener listener) {
    this.engine = engine;
    this.listener = listener;
    this.log = new RunLog(System.out, note -> publish(engine, note.toEntry()));
    this.bounds = new BoundsFiles(engine.configuration().bounds());
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
    log.environment("seed", Long.toString(configuration.inputs().seed()));
    if (isDry()) {
      log.line("Dry run: this is the plan, nothing is measured.");
      plans.values().forEach(plan -> measurer.describe(plan).forEach(log::line));
    }
  }

  boolean isDry() {
    return engine.configuration().dryRun();
  }

  /** Measures a checkpoint, the first time it is asked to. */
  synchronized void measure(String checkpoint) {
    if (isDry()) {
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

  private Outcome measured(CheckpointPlan plan) {
    try {
      return new Outcome(measurer.measure(plan), null);
    } catch (UserError e) {
      return new Outcome(null, e);
    }
  }

  private synchronized CheckpointResults results(String checkpoint) {
    return outcomes.get(checkpoint).results();
  }

  /** Calls a leaf's audit and says what became of its checks. */
  void judge(AuditLeaf leaf) {
    Subject subject = leaf.subject();
    AuditMethod audit = leaf.audit();
    LeafGate gate = new LeafGate(audit.id(), subject, bounds.of(audit));
    Map<Class<?>, Measurement> measurements = new LinkedHashMap<>();
    try {
      CheckpointResults results = results(subject.checkpoint());
      audit
          .measurements()
          .forEach(
              type ->
                  measurements.put(
                      type, results.measurement(subject.timestep(), subject.layer(), type)));
      audit.invoke(type -> argument(type, gate, subject, measurements));
    } catch (TestAbortedException e) {
      abort(e.getMessage());
      throw e;
    } catch (RuntimeException | Error e) {
      decided.incrementAndGet();
      throw e;
    } finally {
      measurements.values().stream()
          .flatMap(measurement -> measurement.metrics().stream())
          .forEach((Metric metric) -> gate.record(metric));
      gate.records().forEach(record -> publish(leaf, record.toEntry()));
    }
    decide(gate);
  }

  private void decide(LeafGate gate) {
    Optional<String> failure = gate.failure();
    if (failure.isPresent()) {
      decided.incrementAndGet();
      throw new AssertionFailedError(failure.get());
    }
    Optional<String> abortion = gate.abortion();
    if (abortion.isPresent()) {
      abort(abortion.get());
      throw new TestAbortedException(abortion.get());
    }
    decided.incrementAndGet();
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
    if (!isDry() && decided.get() == 0) {
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

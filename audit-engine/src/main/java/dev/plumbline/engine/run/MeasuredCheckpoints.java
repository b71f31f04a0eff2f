package dev.plumbline.engine.run;

import dev.plumbline.api.PositionProbe;
import dev.plumbline.api.Subject;
import dev.plumbline.engine.measure.Measurer;
import dev.plumbline.engine.measure.results.CheckpointResults;
import dev.plumbline.engine.plan.CheckpointPlan;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The checkpoints of a run. Each is measured once, when it is first asked for. */
final class MeasuredCheckpoints {

  /** What measuring a checkpoint came to: results, or why there are none. */
  private record Outcome(CheckpointResults results, RuntimeException failure) {}

  private final Measurer measurer;
  private final Map<String, CheckpointPlan> plans;
  private final RunLog log;
  private final Map<String, Outcome> outcomes = new LinkedHashMap<>();
  private Map<String, RuntimeException> notEncoded;

  /**
   * Makes checkpoints of which none is measured.
   *
   * @param measurer measures them
   * @param plans what the run needs of each, by name
   * @param log told of the run
   */
  MeasuredCheckpoints(Measurer measurer, Map<String, CheckpointPlan> plans, RunLog log) {
    this.measurer = measurer;
    this.plans = plans;
    this.log = log;
  }

  /** Says what would be measured. */
  void describe() {
    plans.values().forEach(plan -> measurer.describe(plan).forEach(log::line));
  }

  /**
   * Returns what was measured of a checkpoint, and measures it the first time.
   *
   * @throws RuntimeException what kept it from being measured, each time again
   */
  CheckpointResults results(String checkpoint) {
    Outcome outcome = outcome(checkpoint);
    if (outcome.failure() != null) {
      throw outcome.failure();
    }
    return outcome.results();
  }

  PositionProbe probe(Subject subject) {
    return (PositionProbe)
        results(subject.checkpoint())
            .measurement(subject.timestep(), subject.layer(), PositionProbe.class);
  }

  /** Encodes for all checkpoints, the first time, and throws what kept it from one of them. */
  synchronized void encode(String checkpoint, Path folder) {
    if (notEncoded == null) {
      notEncoded =
          measurer.encode(plans.values().stream().map(CheckpointPlan::checkpoint).toList(), folder);
      log.line("This run only encoded: nothing was audited.");
    }
    if (notEncoded.containsKey(checkpoint)) {
      throw notEncoded.get(checkpoint);
    }
  }

  private synchronized Outcome outcome(String checkpoint) {
    Outcome outcome = outcomes.get(checkpoint);
    if (outcome == null) {
      outcome = measured(plans.get(checkpoint));
      outcomes.put(checkpoint, outcome);
    }
    return outcome;
  }

  private Outcome measured(CheckpointPlan plan) {
    try {
      return new Outcome(measurer.measure(plan), null);
    } catch (RuntimeException e) { // kept, so that the other audits' leaves need not find it again
      return new Outcome(null, e);
    }
  }

  void close() {
    measurer.close();
  }
}

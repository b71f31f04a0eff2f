package dev.plumbline.engine.run;

import dev.plumbline.api.Measurement;
import dev.plumbline.api.Subject;
import dev.plumbline.engine.measure.Measurer;
import dev.plumbline.engine.measure.results.CheckpointResults;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.plan.WorkOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** The checkpoints of a run. Each is measured once, when it is first asked for. */
final class MeasuredCheckpoints {

  /** What measuring a checkpoint came to. */
  private sealed interface Outcome {

    /** It was measured. */
    record Measured(CheckpointResults results) implements Outcome {}

    /** It was not, and this is why. */
    record Failed(RuntimeException failure) implements Outcome {}
  }

  private final Measurer measurer;
  private final Map<String, CheckpointPlan> plans;
  private final RunLog log;
  private final Map<String, Outcome> outcomes = new LinkedHashMap<>();
  private Optional<Map<String, RuntimeException>> notEncoded = Optional.empty();

  /**
   * Makes checkpoints of which none is measured, and tells the measurer of them.
   *
   * @param measurer measures them
   * @param plans what the run needs of each, by name
   * @param log told of the run
   */
  MeasuredCheckpoints(Measurer measurer, Map<String, CheckpointPlan> plans, RunLog log) {
    this.measurer = measurer;
    this.plans = plans;
    this.log = log;
    measurer.announce(plans.values());
  }

  /**
   * Returns how many timesteps the longest schedule of a checkpoint has; empty if one is not known.
   */
  OptionalInt longestSchedule() {
    List<OptionalInt> schedules =
        plans.values().stream().map(plan -> measurer.timesteps(plan.checkpoint())).toList();
    return schedules.stream().allMatch(OptionalInt::isPresent)
        ? schedules.stream().mapToInt(OptionalInt::getAsInt).max()
        : OptionalInt.empty();
  }

  /** Returns why it cannot be measured what the run needs, a message each. */
  Set<String> refusals() {
    return measurer.refusals(plans.values());
  }

  /**
   * Returns the hash of a checkpoint's network, for which its files are read once.
   *
   * @throws UserError if they cannot be
   */
  String hash(CheckpointSpec checkpoint) {
    return measurer.hash(checkpoint);
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
    if (outcome instanceof Outcome.Failed failed) {
      throw failed.failure();
    }
    return ((Outcome.Measured) outcome).results();
  }

  /**
   * Measures a checkpoint, the first time. Of a run that judges nothing, what cannot be measured is
   * not any leaf's, so the checkpoint fails for it.
   *
   * @throws RuntimeException what kept it from being measured, each time again
   */
  synchronized void measure(String checkpoint, WorkOptions work) {
    boolean isFirst = outcomes.get(checkpoint) == null;
    CheckpointResults results = results(checkpoint);
    if (work.shard().isPresent()) {
      if (isFirst) {
        log.line(
            String.format(
                "%s: part %s is measured into %s%s; nothing is judged here",
                checkpoint,
                work.shard().get(),
                work.folder().orElseThrow(),
                work.isByChunk() ? ", round " + work.round() : ""));
      }
      results.refuseFailures();
    }
  }

  /**
   * Returns a measurement, and measures its checkpoint the first time.
   *
   * @throws RuntimeException what kept it from being measured, each time again
   */
  Measurement measurement(Subject subject, Class<? extends Measurement> type) {
    return results(subject.checkpoint()).measurement(subject.timestep(), subject.layer(), type);
  }

  /** Encodes for all checkpoints, the first time, and throws what kept it from one of them. */
  synchronized void encode(String checkpoint, Path folder) {
    if (notEncoded.isEmpty()) {
      notEncoded =
          Optional.of(
              measurer.encode(
                  plans.values().stream().map(CheckpointPlan::checkpoint).toList(), folder));
      log.line("This run only encoded: nothing was audited.");
    }
    RuntimeException failure = notEncoded.get().get(checkpoint);
    if (failure != null) {
      throw failure;
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
      return new Outcome.Measured(measurer.measure(plan));
    } catch (RuntimeException e) { // kept, so that it is not tried again for each leaf
      return new Outcome.Failed(e);
    } catch (Error e) { // thrown on, it would end the run, and other checkpoints with it
      return new Outcome.Failed(ended(plan.checkpoint().name() + ": measuring it", e));
    }
  }

  /** Makes an exception of an error that JUnit would end the whole run for. */
  static RuntimeException ended(String what, Error e) {
    if (e instanceof OutOfMemoryError) {
      return new UserError(
          what
              + " took more memory than Java may take ("
              + e.getMessage()
              + "). Give it more, -DargLine=-Xmx… with as many GB as there are, or ask for less:"
              + " fewer layers (audit.layers), or images at once (audit.batch=1).",
          e);
    }
    return new IllegalStateException(what + " ended with " + e, e);
  }

  void close() {
    measurer.close();
  }
}

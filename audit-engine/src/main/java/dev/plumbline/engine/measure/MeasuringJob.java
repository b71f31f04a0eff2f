package dev.plumbline.engine.measure;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.engine.measure.results.CheckpointResults;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.UserError;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** A checkpoint that {@link DeviceWorkers} measure: what waits, what runs, what came of it. */
final class MeasuringJob {

  private final CheckpointPlan plan;
  private final CheckpointResults results;
  private final Deque<Integer> waiting;
  private int running;
  private Throwable failure;

  private CheckpointMeasurer opened;
  private Throwable notOpened;

  MeasuringJob(CheckpointPlan plan) {
    this.plan = plan;
    this.results = new CheckpointResults(plan.checkpoint().name());
    this.waiting = new ArrayDeque<>(plan.passes().keySet());
  }

  String name() {
    return plan.checkpoint().name();
  }

  Map<LayerName, Set<Class<? extends Measurement>>> needs(int timestep) {
    return plan.passes().get(timestep);
  }

  /** Returns what passes put their measurements into. */
  CheckpointResults gathered() {
    return results;
  }

  boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  /** Takes a timestep that waits. */
  int begin() {
    running++;
    return waiting.remove();
  }

  /** Says that a timestep that was taken is done, well or not. */
  void end() {
    running--;
  }

  /** Nothing of the checkpoint can be had, and what waits is not begun. The first reason counts. */
  void fail(Throwable reason) {
    if (failure == null) {
      failure =
          reason instanceof UserError e ? new UserError(name() + ": " + e.getMessage()) : reason;
    }
    waiting.clear();
  }

  /** A timestep cannot be had, and those that wait need not be tried: the model is the same. */
  void giveUp(int timestep, UserError reason) {
    results.failed(timestep, reason);
    waiting.forEach(other -> results.failed(other, reason));
    waiting.clear();
  }

  boolean isDone() {
    return waiting.isEmpty() && running == 0;
  }

  /** Returns the results, or throws what kept them from coming. */
  CheckpointResults results() {
    rethrow(failure);
    if (opened != null) {
      try {
        opened.refuseChange();
      } catch (UserError e) {
        throw new UserError(name() + ": " + e.getMessage(), e);
      }
    }
    return results;
  }

  private static void rethrow(Throwable reason) {
    if (reason instanceof Error error) {
      throw error;
    }
    if (reason != null) {
      throw (RuntimeException) reason;
    }
  }

  /** Hands on what can be explored of a checkpoint that is done. */
  void tellExplored() {
    if (opened != null) {
      opened.tellExplored();
    }
  }

  boolean isOpened() {
    return opened != null || notOpened != null;
  }

  /** Opens the checkpoint, the first time. */
  void open(Function<CheckpointPlan, CheckpointMeasurer> opener) {
    if (!isOpened()) {
      try {
        opened = opener.apply(plan);
        results.photographs(opened.photographs());
        results.restOn(facts(opened));
      } catch (RuntimeException | Error e) { // another checkpoint may have been asked for
        notOpened = e;
      }
    }
  }

  /** The files of a control are gone once it is measured, so it is asked before. */
  private Supplier<SortedMap<String, String>> facts(CheckpointMeasurer measurer) {
    if (plan.checkpoint().control().isEmpty()) {
      return measurer.facts();
    }
    SortedMap<String, String> known = measurer.facts().get();
    return () -> known;
  }

  CheckpointMeasurer opened() {
    rethrow(notOpened);
    return opened;
  }
}

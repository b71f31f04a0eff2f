package dev.plumbline.engine.measure;

import dev.plumbline.api.report.Exploration;
import dev.plumbline.engine.input.Thumbnails;
import dev.plumbline.engine.measure.kept.ExploredPart;
import dev.plumbline.engine.measure.results.CheckpointResults;
import dev.plumbline.engine.measure.results.RunListener;
import dev.plumbline.engine.measure.results.Told;
import dev.plumbline.engine.measure.source.ComparedInputs;
import dev.plumbline.engine.measure.source.OpenedFacts;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.UserError;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** A checkpoint that {@link DeviceWorkers} measure: what waits, what runs, what came of it. */
final class MeasuringJob {

  private final CheckpointPlan plan;
  private final Told told;
  private final ComparedInputs compared;
  private final CheckpointResults results;
  private final Deque<Integer> waiting;
  private final SortedMap<Integer, ExploredPart> explored = new TreeMap<>();
  private Optional<Thumbnails> thumbnails = Optional.empty();
  private int running;
  private Throwable failure;

  private CheckpointMeasurer opened;
  private Throwable notOpened;
  private OpenedFacts found;

  /**
   * Makes a job of which nothing is done.
   *
   * @param plan what is measured of the checkpoint
   * @param told knows what was told of the run
   * @param compared compares what checkpoints are run on
   * @param timesteps those of the plan's timesteps that are measured
   */
  MeasuringJob(
      CheckpointPlan plan, Told told, ComparedInputs compared, Collection<Integer> timesteps) {
    this.plan = plan;
    this.told = told;
    this.compared = compared;
    this.results = new CheckpointResults(plan.checkpoint().name());
    this.waiting = new ArrayDeque<>(timesteps);
  }

  String name() {
    return plan.checkpoint().name();
  }

  CheckpointPlan plan() {
    return plan;
  }

  /** Takes in what a timestep came to. */
  void add(MeasuredPart part) {
    part.sums().put(part.timestep(), results);
    synchronized (explored) {
      explored.put(part.timestep(), part.explored());
    }
  }

  /** Takes in what a timestep came to that need not be measured any more. */
  void takeOver(PartState state) {
    waiting.remove(state.part().timestep());
    know(state.opened(), false);
    add(state.part());
  }

  /** Says why a timestep is not measured, and that it need not wait. */
  void isNotMeasured(int timestep, UserError reason) {
    waiting.remove(timestep);
    failed(timestep, reason);
  }

  /** Says why a timestep came to nothing. */
  void failed(int timestep, RuntimeException reason) {
    results.failed(timestep, reason);
  }

  /** Returns the timesteps that wait. */
  List<Integer> timesteps() {
    return List.copyOf(waiting);
  }

  /** Returns what a timestep came to, with all that is known of the checkpoint. */
  PartState state(MeasuredPart part) {
    return new PartState(known(), told.notes(), part);
  }

  /** Finding out may read the whole checkpoint, and is done once. */
  private synchronized OpenedFacts known() {
    if (found == null) {
      OpenedFacts asked = opened().opened();
      SortedMap<String, String> facts = asked.facts().get();
      found = new OpenedFacts(() -> facts, asked.thumbnails());
    }
    return found;
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

  /** Hands on what can be explored of a checkpoint that is done, or tells why there is nothing. */
  void tellExplored(RunListener listener) {
    List<ExploredPart> parts = List.copyOf(explored.values());
    Optional<Exploration> whole =
        thumbnails.flatMap(pictures -> ExploredPart.together(name(), parts, pictures));
    if (whole.isPresent()) {
      listener.explored(whole.get());
      return;
    }
    parts.stream()
        .flatMap(part -> part.obstacle().stream())
        .findFirst()
        .ifPresent(
            reason -> listener.warning(name(), "It is not in the explorer: " + reason + "."));
  }

  boolean isOpened() {
    return opened != null || notOpened != null;
  }

  /** Opens the checkpoint, the first time. */
  void open(Function<CheckpointPlan, CheckpointMeasurer> opener) {
    if (!isOpened()) {
      try {
        opened = opener.apply(plan);
        know(opened.opened(), opened instanceof LocalMeasurer);
      } catch (RuntimeException | Error e) { // another checkpoint may have been asked for
        notOpened = e;
      }
    }
  }

  private void know(OpenedFacts facts, boolean wasOpenedHere) {
    thumbnails = Optional.of(facts.thumbnails());
    results.photographs(facts.thumbnails()::find);
    results.restOn(facts(facts.facts()));
    compared.see(name(), facts.facts(), wasOpenedHere);
  }

  /** The files of a control are gone once it is measured, so it is asked before. */
  private Supplier<SortedMap<String, String>> facts(Supplier<SortedMap<String, String>> asked) {
    if (plan.checkpoint().control().isEmpty()) {
      return asked;
    }
    SortedMap<String, String> known = asked.get();
    return () -> known;
  }

  CheckpointMeasurer opened() {
    rethrow(notOpened);
    return opened;
  }
}

package dev.plumbline.reports.results;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.report.Exploration;
import dev.plumbline.api.report.LayerOrder;
import dev.plumbline.api.report.RunEnding;
import dev.plumbline.api.report.RunNote;
import dev.plumbline.reports.writing.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Makes results of leaves out of the launcher's events, each leaf exactly once: also of leaves
 * whose container was skipped or failed, which the launcher says nothing about. Leaves may run in
 * parallel.
 */
public final class RecordedRun {

  private final TestPlan plan;
  private final TestIdentifier engine;
  private final Reports reports;
  private final Instant begun = Instant.now();
  private final Map<UniqueId, Instant> started = new HashMap<>();
  private final Map<UniqueId, LeafEntries> entries = new HashMap<>();
  private final Map<UniqueId, LeafResult> results = new LinkedHashMap<>();
  private final KeptGrids grids = new KeptGrids();
  private final List<RunFailure> failures = new ArrayList<>();
  private final List<RunNote> notes = new ArrayList<>();
  private LayerSequence layers = LayerSequence.NONE;
  private State state = State.PLANNED;

  /** How far a run is. */
  private enum State {
    PLANNED,
    RUNNING,
    /** The reports are written. */
    REPORTED,
    /** The reports are written, and something came after. */
    REPORTED_TOO_EARLY,
    /** The process ends, and nothing that is still heard counts. */
    INTERRUPTED
  }

  /**
   * Begins a run.
   *
   * @param plan the test plan
   * @param engine the audit engine's node in it
   * @param reports what is told
   */
  public RecordedRun(TestPlan plan, TestIdentifier engine, Reports reports) {
    this.plan = plan;
    this.engine = engine;
    this.reports = reports;
  }

  /** Begins the reports. */
  public synchronized void begin() {
    if (state == State.PLANNED) {
      state = State.RUNNING;
      reports.begin();
    }
  }

  /**
   * Tells whether a run of some leaves only completes this one: there are fewer of them, and none
   * passed here.
   */
  public synchronized boolean isCompletedBy(Set<UniqueId> leaves) {
    return !leaves.isEmpty()
        && leaves.size() < results.size()
        && leaves.stream().allMatch(this::didNotPass);
  }

  private boolean didNotPass(UniqueId leaf) {
    LeafResult result = results.get(leaf);
    return result != null
        && (result.outcome() == Outcome.FAILED || result.outcome() == Outcome.BROKEN);
  }

  /**
   * Takes over from an earlier run what this one, which only completes it, does not run again.
   *
   * @param earlier a run that has ended
   */
  public synchronized void complete(RecordedRun earlier) {
    if (state == State.INTERRUPTED) {
      return;
    }
    Set<UniqueId> again =
        plannedLeaves().stream().map(TestIdentifier::getUniqueIdObject).collect(Collectors.toSet());
    layers = earlier.layers;
    // Facts of what is not measured again; those of this run come after, and so count.
    earlier.notes.stream()
        .filter(note -> note.kind() == RunNote.Kind.ENVIRONMENT)
        .forEach(notes::add);
    earlier.results.values().stream()
        .filter(result -> !again.contains(result.leaf().id()))
        .forEach(
            result -> {
              reports.takenOver(result);
              keep(result);
            });
  }

  /** Takes note that a node has started. */
  public synchronized void started(TestIdentifier node) {
    started.put(node.getUniqueIdObject(), Instant.now());
  }

  /** Takes a report entry, or warns of one that cannot be read. */
  public synchronized void published(TestIdentifier node, ReportEntry entry) {
    if (state == State.INTERRUPTED) {
      return;
    }
    Map<String, String> values = entry.getKeyValuePairs();
    try {
      RunNote.fromEntry(values).ifPresent(this::note);
      RunEnding.fromEntry(values).ifPresent(this::endFor);
      LayerOrder.fromEntry(values).ifPresent(order -> layers = layers.with(order.layers()));
      Exploration.fromEntry(values).ifPresent(reports::explored);
      entries.computeIfAbsent(node.getUniqueIdObject(), id -> new LeafEntries()).take(values);
    } catch (RuntimeException e) {
      note(
          new RunNote(
              RunNote.Kind.WARNING,
              node.getLegacyReportingName(),
              "a report entry cannot be read and is left out: " + Texts.reason(e)));
    }
  }

  /** Takes note that a node is skipped, and so is all below it. */
  public synchronized void skipped(TestIdentifier node, String reason) {
    if (state == State.INTERRUPTED) {
      return;
    }
    for (TestIdentifier leaf : unreportedLeaves(node)) {
      result(leaf, Outcome.SKIPPED, reason, Optional.empty());
    }
  }

  /** Takes note of how a node ended. */
  public synchronized void finished(TestIdentifier node, TestExecutionResult result) {
    if (state == State.INTERRUPTED) {
      return;
    }
    Outcome outcome = Outcome.of(result);
    String message = result.getThrowable().map(Texts::message).orElse("");
    if (node.isTest()) {
      if (!results.containsKey(node.getUniqueIdObject())) {
        result(node, outcome, message, result.getThrowable());
      }
    } else if (outcome != Outcome.PASSED) {
      containerFell(node, outcome, message, result.getThrowable());
    }
  }

  /** Ends the reports while the engine, which says that all else is done, can still make it red. */
  private void endFor(Collection<String> missing) {
    end();
    missing.addAll(reports.missing());
  }

  /** Ends the run: a leaf that nothing was heard of is a failure of the run. */
  public synchronized void end() {
    if (state == State.REPORTED || state == State.INTERRUPTED) {
      return;
    }
    List<TestIdentifier> silent = unreportedLeaves(engine);
    if (!silent.isEmpty() && state == State.RUNNING) {
      failure(
          new RunFailure(
              engine.getUniqueId() + "/unreported",
              "Leaves that were planned and never reported",
              silent.size()
                  + " planned leaves ended without a result, the first of them "
                  + silent.get(0).getLegacyReportingName()
                  + ". The run was cut short, or the engine lost them: run them again.",
              Optional.empty(),
              Instant.now()));
    }
    planned().forEach(order -> layers = layers.with(order));
    state = State.REPORTED;
    reports.end(results());
  }

  /**
   * Ends the run before its time, since the process ends: what is decided is reported, and that it
   * is not all.
   *
   * @return whether there was anything left to end
   */
  public synchronized boolean interrupt() {
    begin();
    if (state != State.RUNNING) {
      return false;
    }
    state = State.INTERRUPTED;
    List<TestIdentifier> silent = unreportedLeaves(engine);
    failures.add(
        new RunFailure(
            engine.getUniqueId() + "/interrupted",
            "Interrupted",
            Interruption.message(results.size(), silent),
            Optional.empty(),
            Instant.now()));
    planned().forEach(order -> layers = layers.with(order));
    reports.interrupt(results());
    return true;
  }

  /** Returns what the run came to so far. */
  public synchronized RunResults results() {
    Duration elapsed = Duration.between(begun, Instant.now());
    return new RunResults(List.copyOf(results.values()), failures, notes, layers, elapsed)
        .withFailures(reports.lost());
  }

  /**
   * Takes note that something is missing in the reports.
   *
   * @param problem what, and why
   */
  public synchronized void miss(String problem) {
    if (!reports.missing().contains(problem)) {
      reports.miss(problem);
      isNews();
    }
  }

  /**
   * The layers of each audit and checkpoint as they stand in the test plan: an order for layers of
   * which no other was published.
   */
  private Collection<List<LayerName>> planned() {
    Map<List<String>, List<LayerName>> orders = new LinkedHashMap<>();
    for (TestIdentifier node : plannedLeaves()) {
      Leaf leaf = Leaf.of(plan, node);
      List<LayerName> order =
          orders.computeIfAbsent(
              List.of(leaf.className(), leaf.method(), leaf.checkpoint()),
              key -> new ArrayList<>());
      leaf.layer().filter(layer -> !order.contains(layer)).ifPresent(order::add);
    }
    return orders.values();
  }

  private List<TestIdentifier> plannedLeaves() {
    return plan.getDescendants(engine).stream().filter(TestIdentifier::isTest).toList();
  }

  private void containerFell(
      TestIdentifier container, Outcome outcome, String message, Optional<Throwable> cause) {
    List<TestIdentifier> leaves = unreportedLeaves(container);
    if (leaves.isEmpty() && message.equals(String.join("\n", reports.missing()))) {
      return; // the engine says again what it was told
    }
    // A leaf that never ran did not violate its bound, whatever its container threw.
    Outcome ofLeaves = outcome == Outcome.ABORTED ? Outcome.ABORTED : Outcome.BROKEN;
    for (TestIdentifier leaf : leaves) {
      result(leaf, ofLeaves, message, cause);
    }
    if (leaves.isEmpty()) {
      String type = container.getUniqueIdObject().getLastSegment().getType();
      failure(
          new RunFailure(
              container.getUniqueId(),
              "Run failure in " + type + " " + container.getLegacyReportingName(),
              message,
              cause,
              Instant.now()));
    }
  }

  /** A node itself if it is a leaf, or the leaves below it; those that have no result yet. */
  private List<TestIdentifier> unreportedLeaves(TestIdentifier node) {
    List<TestIdentifier> leaves = new ArrayList<>();
    leaves.add(node);
    leaves.addAll(plan.getDescendants(node));
    leaves.removeIf(leaf -> !leaf.isTest() || results.containsKey(leaf.getUniqueIdObject()));
    return leaves;
  }

  private void result(
      TestIdentifier node, Outcome outcome, String message, Optional<Throwable> cause) {
    UniqueId id = node.getUniqueIdObject();
    Instant stop = Instant.now();
    LeafEntries said = Optional.ofNullable(entries.remove(id)).orElseGet(LeafEntries::new);
    publish(
        said.result(
            Leaf.of(plan, node), outcome, message, cause, started.getOrDefault(id, stop), stop));
    started.remove(id);
  }

  private void note(RunNote note) {
    notes.add(note);
    isNews();
    reports.note(note);
  }

  private void failure(RunFailure failure) {
    failures.add(failure);
    isNews();
    reports.runFailure(failure);
  }

  private void publish(LeafResult result) {
    isNews();
    reports.leaf(result);
    keep(result.withoutContributions());
  }

  private void keep(LeafResult result) {
    results.put(result.leaf().id(), result);
    grids
        .take(result)
        .ifPresent(least -> results.replace(least.leaf().id(), least, least.withoutGrids()));
  }

  private void isNews() {
    if (state == State.REPORTED) {
      state = State.REPORTED_TOO_EARLY;
    }
  }
}

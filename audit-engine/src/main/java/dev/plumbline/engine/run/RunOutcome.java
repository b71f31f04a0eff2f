package dev.plumbline.engine.run;

import dev.plumbline.engine.judge.LeafGate;
import dev.plumbline.engine.plan.UndecidedError;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.tree.AuditLeaf;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What becomes of a run as a whole, beside its leaves.
 *
 * @param folder the report folder, which the run has to itself
 * @param bounds the bounds files, of which rows may be wrong
 * @param baselines what leaves are held against, and what is recorded
 * @param frozen the violations that are accepted
 * @param early the leaves that are decided before all images are seen, in a run that does so
 * @param rows finds rows of bounds files that ask nothing
 * @param leaves counts of how many leaves something was decided
 * @param moved how far layers moved from what checkpoints were made of
 * @param lost finds layers that are gone
 * @param log told what became of it
 */
record RunOutcome(
    RunFolder folder,
    BoundsFiles bounds,
    RunBaselines baselines,
    FrozenStore frozen,
    Optional<EarlyDecisions> early,
    JudgedRows rows,
    DecidedLeaves leaves,
    MovedLayers moved,
    LostLayers lost,
    RunLog log) {

  /**
   * Returns what makes it useless to measure anything, a message each.
   *
   * @param facts what was chosen for the run, by name
   */
  Set<String> refusals(Map<String, String> facts) {
    rows.inspect(bounds);
    Set<String> refusals = new LinkedHashSet<>(bounds.problems());
    refusals.addAll(baselines.refusals(facts));
    refusals.addAll(frozen.problems());
    return refusals;
  }

  /**
   * Takes the report folder, and takes away what an earlier run left in it.
   *
   * @return why the run cannot begin, a message each
   */
  List<String> begin() {
    List<String> refusals = folder.take();
    if (folder.isTaken()) {
      baselines.begin();
    }
    return refusals;
  }

  /** Takes what a leaf came to whose audit was called to its end. */
  void through(AuditLeaf leaf, LeafGate gate) {
    rows.judged(gate.judged());
    baselines.gone(leaf, gate).forEach(gate::fail);
  }

  /** Takes what a leaf came to. */
  void judged(AuditLeaf leaf, LeafGate gate) {
    bounds.refuse(gate.refusedRows());
    gate.warnings().forEach(warning -> log.warning("bound that only warns", warning));
    baselines.judged(leaf, gate);
    if (leaf.audit().fidelity().isPresent()) {
      moved.judged(leaf.subject(), gate.records());
    }
  }

  /** Says what is wrong with files of a run that judged nothing. It does not make the run red. */
  void endUnjudged() {
    bounds.problems().forEach(log::line);
    baselines.problems().forEach(log::line);
  }

  /**
   * Writes what is recorded, and says what became of all that leaves were held against.
   *
   * @param reports ends the reports of a run that is not red as a whole, and returns which are
   *     missing
   * @throws UserError if the leaves alone would let the run look better than it was; an {@link
   *     UndecidedError} if too little was decided, and nothing else is wrong
   */
  void end(Supplier<List<String>> reports) {
    List<String> gaps = folder.gaps();
    if (!gaps.isEmpty()) { // this is not the whole of what was to be run
      throw new UserError("Nothing was recorded: " + String.join("\n", gaps));
    }
    rows.end(bounds, log);
    List<String> problems = new ArrayList<>(bounds.problems());
    early
        .flatMap(EarlyDecisions::summary)
        .ifPresent(summary -> log.result("early decision", summary));
    problems.addAll(baselines.end());
    problems.addAll(lost.problems());
    problems.addAll(frozen.end(log));
    List<String> undecided = leaves.problems();
    if (problems.isEmpty() && !undecided.isEmpty()) {
      throw new UndecidedError(String.join("\n", undecided));
    }
    problems.addAll(undecided);
    if (problems.isEmpty()) {
      problems.addAll(reports.get());
    }
    if (!problems.isEmpty()) {
      throw new UserError(String.join("\n", problems));
    }
  }
}

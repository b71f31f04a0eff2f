package dev.plumbline.engine.run;

import dev.plumbline.engine.judge.LeafGate;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.tree.AuditLeaf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of a run as a whole, beside its leaves.
 *
 * @param bounds the bounds files, of which rows may be wrong
 * @param baselines what leaves are held against, and what is recorded
 * @param frozen the violations that are accepted
 * @param early the leaves that are decided before all images are seen, in a run that does so
 * @param leaves counts of how many leaves something was decided
 * @param log told what became of it
 */
record RunOutcome(
    BoundsFiles bounds,
    RunBaselines baselines,
    FrozenStore frozen,
    Optional<EarlyDecisions> early,
    DecidedLeaves leaves,
    RunLog log) {

  /** Takes what a leaf came to. */
  void judged(AuditLeaf leaf, LeafGate gate) {
    bounds.refuse(gate.refusedRows());
    baselines.judged(leaf, gate);
  }

  /** Says what is wrong with files of a run that judged nothing. It does not make the run red. */
  void endUnjudged() {
    bounds.problems().forEach(log::line);
    baselines.problems().forEach(log::line);
  }

  /**
   * Writes what is recorded, and says what became of all that leaves were held against.
   *
   * @throws UserError if the leaves alone would let the run look better than it was
   */
  void end() {
    List<String> problems = new ArrayList<>(bounds.problems());
    early
        .flatMap(EarlyDecisions::summary)
        .ifPresent(summary -> log.result("early decision", summary));
    problems.addAll(baselines.end(leaves));
    problems.addAll(frozen.end(log));
    problems.addAll(leaves.problems());
    if (!problems.isEmpty()) {
      throw new UserError(String.join("\n", problems));
    }
  }
}

package dev.plumbline.engine.run;

import dev.plumbline.engine.judge.Comparisons;
import dev.plumbline.engine.judge.LeafGate;
import dev.plumbline.engine.tree.AuditLeaf;
import java.util.Map;
import java.util.function.BiConsumer;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/** Judges leaf by leaf, from what was measured. */
final class Judging {

  private final RunPlan plan;
  private final LeafGates.Call calls;
  private final LeafGates gates;
  private final Comparisons comparisons;
  private final RunOutcome outcome;
  private final BiConsumer<AuditLeaf, LeafGate> publisher;
  private boolean compared;

  /**
   * Makes ready to judge.
   *
   * @param plan which leaves there are
   * @param calls calls audits
   * @param gates makes the gates of leaves
   * @param comparisons decides what is held against references
   * @param outcome told what leaves came to
   * @param publisher tells the reports what leaves came to
   */
  Judging(
      RunPlan plan,
      LeafGates.Call calls,
      LeafGates gates,
      Comparisons comparisons,
      RunOutcome outcome,
      BiConsumer<AuditLeaf, LeafGate> publisher) {
    this.plan = plan;
    this.calls = calls;
    this.gates = gates;
    this.comparisons = comparisons;
    this.outcome = outcome;
    this.publisher = publisher;
  }

  /** Collects the comparisons of all leaves, before the first is judged. */
  private synchronized void compare() {
    if (compared) {
      return;
    }
    compared = true;
    for (AuditLeaf leaf : plan.leaves()) {
      if (isCompared(leaf)) {
        try {
          LeafGate gate = gates.collecting(leaf);
          calls.call(leaf.audit(), leaf.subject(), gate);
          gate.finish();
        } catch (Throwable e) {
          // it is thrown again when the leaf is judged
        }
      }
    }
    comparisons.complete();
  }

  private boolean isCompared(AuditLeaf leaf) {
    return outcome.baselines().isChecked() || !outcome.bounds().references(leaf.audit()).isEmpty();
  }

  /**
   * Calls a leaf's audit, and throws what became of its checks.
   *
   * @throws AssertionFailedError if a bound is violated
   * @throws TestAbortedException if a check could not be decided
   */
  void judge(AuditLeaf leaf) {
    compare();
    String checkpoint = leaf.subject().checkpoint();
    String audit = leaf.audit().id();
    LeafGate gate = gates.judging(leaf);
    try {
      if (isThrough(leaf, gate)) {
        outcome.through(leaf, gate);
      }
      decide(gate);
      if (gate.isAsked()) {
        outcome.leaves().decided(checkpoint, audit);
      } else {
        outcome.leaves().notAsked(checkpoint);
      }
    } catch (TestAbortedException e) {
      if (gate.isOnlyRecorded()) {
        outcome.leaves().incomparable(checkpoint, audit, e.getMessage());
      } else {
        outcome.leaves().undecided(checkpoint, audit, e.getMessage());
      }
      throw e;
    } catch (Throwable e) { // audits may throw checked exceptions too
      outcome.leaves().decided(checkpoint, audit);
      throw e;
    } finally {
      outcome.judged(leaf, gate);
      publisher.accept(leaf, gate);
    }
  }

  /**
   * Says what the comparisons come to as a whole.
   *
   * @param wanted which changes are to be found, by metric
   * @param log told
   */
  void describe(Map<String, Double> wanted, RunLog log) {
    comparisons
        .remarks(wanted)
        .forEach(
            (checkpoint, remarks) ->
                remarks.forEach(remark -> log.result("comparisons of " + checkpoint, remark)));
  }

  /** Calls an audit, and tells whether it came to its end. */
  private boolean isThrough(AuditLeaf leaf, LeafGate gate) {
    try {
      calls.call(leaf.audit(), leaf.subject(), gate);
      gate.finish();
      return true;
    } catch (TestAbortedException e) {
      gate.abort(e.getMessage());
      return false;
    } catch (Throwable e) {
      gate.failure().map(AssertionFailedError::new).ifPresent(e::addSuppressed);
      throw e;
    }
  }

  /** What a leaf came to is in the message; where in the engine it is said helps nobody. */
  private static <T extends Throwable> T bare(T thrown) {
    thrown.setStackTrace(new StackTraceElement[0]);
    return thrown;
  }

  private static void decide(LeafGate gate) {
    gate.failure()
        .ifPresent(
            message -> {
              throw bare(new AssertionFailedError(message));
            });
    gate.abortion()
        .ifPresent(
            reason -> {
              throw bare(new TestAbortedException(reason));
            });
  }
}

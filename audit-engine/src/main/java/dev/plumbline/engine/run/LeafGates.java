package dev.plumbline.engine.run;

import dev.plumbline.api.Gate;
import dev.plumbline.api.Subject;
import dev.plumbline.engine.judge.BoundsFile;
import dev.plumbline.engine.judge.Comparisons;
import dev.plumbline.engine.judge.EarlyEnd;
import dev.plumbline.engine.judge.FrozenViolations;
import dev.plumbline.engine.judge.Inconclusive;
import dev.plumbline.engine.judge.LeafBounds;
import dev.plumbline.engine.judge.LeafGate;
import dev.plumbline.engine.judge.LeafRules;
import dev.plumbline.engine.judge.References;
import dev.plumbline.engine.tree.AuditLeaf;
import dev.plumbline.engine.tree.AuditMethod;
import java.util.function.Predicate;

/** Makes the gates of a run's leaves, each with what its leaf is held against. */
final class LeafGates {

  /** Calls an audit for a subject that was measured. */
  @FunctionalInterface
  interface Call {
    void call(AuditMethod audit, Subject subject, Gate gate);
  }

  private final Predicate<AuditLeaf> isReference;
  private final RunOutcome outcome;
  private final Comparisons comparisons;
  private final Inconclusive inconclusive;
  private final Call calls;

  /**
   * Makes gates.
   *
   * @param isReference tells whether others are held against a leaf, so that nothing is asked of it
   * @param outcome knows the run's bounds, baselines and early decisions
   * @param comparisons decides what is held against references
   * @param inconclusive what becomes of checks that cannot be decided
   * @param calls calls an audit for what its leaf is held against
   */
  LeafGates(
      Predicate<AuditLeaf> isReference,
      RunOutcome outcome,
      Comparisons comparisons,
      Inconclusive inconclusive,
      Call calls) {
    this.isReference = isReference;
    this.outcome = outcome;
    this.comparisons = comparisons;
    this.inconclusive = inconclusive;
    this.calls = calls;
  }

  /** Makes the gate that judges a leaf. */
  LeafGate judging(AuditLeaf leaf) {
    return gate(leaf, outcome.frozen().violations());
  }

  /** Makes a gate that only shows which comparisons a leaf needs. */
  LeafGate collecting(AuditLeaf leaf) {
    return gate(leaf, FrozenViolations.none());
  }

  private LeafGate gate(AuditLeaf leaf, FrozenViolations accepted) {
    AuditMethod audit = leaf.audit();
    References references =
        outcome
            .baselines()
            .references(
                leaf,
                new ReferenceMetrics(
                    leaf.subject(), (theirs, notebook) -> calls.call(audit, theirs, notebook)));
    return new LeafGate(
        audit.id(),
        leaf.subject(),
        new LeafRules(
            bounds(leaf, references),
            references,
            comparisons,
            inconclusive,
            accepted,
            outcome.early().map(early -> early.of(leaf)).orElseGet(EarlyEnd::notAsked)));
  }

  private LeafBounds bounds(AuditLeaf leaf, References references) {
    return isReference.test(leaf)
        ? LeafBounds.of(BoundsFile.ofReference(leaf.subject().checkpoint()))
        : outcome.baselines().bounds(leaf, outcome.bounds().of(leaf.audit()), references);
  }
}

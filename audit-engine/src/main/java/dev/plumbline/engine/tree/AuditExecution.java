package dev.plumbline.engine.tree;

import java.util.Optional;

/** What the nodes of a test tree ask of the run that they are part of. */
public interface AuditExecution {

  /**
   * Begins the run. The engine's node calls it before any other node is executed.
   *
   * @throws dev.plumbline.engine.plan.UserError if what the run was asked for cannot be done
   */
  void begin();

  /**
   * Ends the run. The engine's node calls it when all other nodes have been executed, also where
   * {@link #begin} failed.
   *
   * @throws dev.plumbline.engine.plan.UserError if the leaves alone would let the run look better
   *     than it was
   */
  void end();

  /** Tells whether the run only says what it would do. */
  boolean isDry();

  /** Returns why the run judges no leaf, for people; empty if it judges them. */
  Optional<String> passesOver();

  /**
   * Measures a checkpoint, unless that was done before or the run measures nothing. A checkpoint's
   * node calls it before its leaves are executed.
   *
   * @param checkpoint the checkpoint's name
   * @throws RuntimeException whatever keeps it from being measured, each time again
   */
  void measure(String checkpoint);

  /**
   * Calls a leaf's audit, publishes what it came to, and throws if it did not pass.
   *
   * @param leaf the leaf
   * @throws org.opentest4j.AssertionFailedError if a bound is violated
   * @throws org.opentest4j.TestAbortedException if a check could not be decided
   */
  void judge(AuditLeaf leaf);

  /** Counts a checkpoint or layer that cannot be audited. Its broken leaf calls it. */
  void countBroken();
}

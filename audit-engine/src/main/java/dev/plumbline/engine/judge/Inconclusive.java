package dev.plumbline.engine.judge;

/** What becomes of a leaf of which it cannot be told on which side of a limit it is. */
public enum Inconclusive {
  /** It aborts, with what would decide it. */
  ABORT,
  /** It fails: what is not shown to be sound is not let through. */
  FAIL,
  /** It passes: only what is shown to be worse is held back. */
  PASS
}

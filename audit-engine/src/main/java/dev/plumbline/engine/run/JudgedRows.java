package dev.plumbline.engine.run;

import dev.plumbline.engine.judge.IdleRows;
import dev.plumbline.engine.judge.IdleRows.JudgedLeaf;
import java.util.ArrayList;
import java.util.List;

/** Holds the rows of bounds files against the leaves of a run: those that ask nothing are wrong. */
final class JudgedRows {

  private final IdleRows rows;
  private final List<JudgedLeaf> leaves = new ArrayList<>();

  /**
   * Begins with no leaf judged.
   *
   * @param rows finds rows that ask nothing
   */
  JudgedRows(IdleRows rows) {
    this.rows = rows;
  }

  /** Finds what is wrong before anything is measured. */
  void inspect(BoundsFiles bounds) {
    bounds.inspect(rows);
  }

  /** Takes what a leaf had. */
  synchronized void judged(JudgedLeaf leaf) {
    leaves.add(leaf);
  }

  /** Finds what is wrong with rows that nothing that was judged had a metric for. */
  synchronized void end(BoundsFiles bounds, RunLog log) {
    bounds.inspect(rows, leaves, log);
  }
}

package dev.plumbline.engine.measure.results;

import dev.plumbline.api.report.Exploration;

/** Hears how measuring goes. */
public interface RunListener {

  /**
   * A line for people who watch.
   *
   * @param text the line
   */
  void line(String text);

  /**
   * How far a step of a task is, for people who watch; the next says it again.
   *
   * @param text the step, in words
   * @param ofTask how much of its task is done, from 0 to 1; 0 where that cannot be told
   */
  default void step(String text, double ofTask) {
    line(text);
  }

  /**
   * How far the run is, for people who watch; the next says it again.
   *
   * @param done how many tasks are done
   * @param all how many there are
   * @param left when the others will be done, in words; empty where that need not be said
   */
  default void tasks(int done, int all, String left) {
    if (!left.isEmpty()) {
      line(done + " of " + all + " timesteps of all checkpoints are measured, " + left);
    }
  }

  /**
   * Something a reader of the results must know.
   *
   * @param about what it is about, such as a checkpoint
   * @param text the warning
   */
  void warning(String about, String text);

  /**
   * A fact about the run.
   *
   * @param name the fact's name
   * @param value its value
   */
  void environment(String name, String value);

  /**
   * What can be explored of a checkpoint that was measured.
   *
   * @param exploration representations of a few images
   */
  default void explored(Exploration exploration) {}
}

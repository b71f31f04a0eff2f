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

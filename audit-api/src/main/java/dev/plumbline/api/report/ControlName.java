package dev.plumbline.api.report;

import java.util.Collection;

/** What the checkpoints are called that show what an architecture does without training. */
public final class ControlName {

  /** What a control's name has behind its original's. */
  public static final String SUFFIX = "~random";

  private ControlName() {}

  /** Returns what a checkpoint's own control is called. */
  public static String of(String checkpoint) {
    return checkpoint + SUFFIX;
  }

  /**
   * Tells whether a checkpoint is a control.
   *
   * @param name the checkpoint's name
   * @param run the names of all checkpoints of the run, its original's among them
   */
  public static boolean isControl(String name, Collection<String> run) {
    return name.endsWith(SUFFIX)
        && run.contains(name.substring(0, name.length() - SUFFIX.length()));
  }
}

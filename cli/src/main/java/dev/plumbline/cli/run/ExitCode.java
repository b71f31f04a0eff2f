package dev.plumbline.cli.run;

/** What the process says of itself when it ends. */
public enum ExitCode {
  /** The verdict is passed, or what was asked is done. */
  DONE(0, "passed, or done what was asked"),
  /** A bound is violated. */
  VIOLATED(1, "violated: a bound is, or a checkpoint is worse than its baseline"),
  /** Nothing was begun, since what was given cannot be used. */
  MISUSED(2, "misused: an option, a parameter or a file was refused before anything was measured"),
  /** A checkpoint, the environment or a report is at fault. */
  BROKEN(3, "broken: a checkpoint, the environment, or a report that could not be written"),
  /** Nothing is wrong, and of some of it nothing is known. */
  UNDECIDED(4, "undecided: too little was decided, or there was nothing to compare with"),
  /** There was nothing to run. */
  NOTHING_RAN(5, "nothing ran: no audit was found or selected");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /** Returns the number. */
  public int code() {
    return code;
  }

  /** Says what it means. */
  public String meaning() {
    return meaning;
  }
}

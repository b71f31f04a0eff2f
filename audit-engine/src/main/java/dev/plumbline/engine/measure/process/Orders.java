package dev.plumbline.engine.measure.process;

/** The kinds of messages between a worker process and its parent. */
public final class Orders {

  /**
   * To a worker: open a checkpoint; the file of its {@link
   * dev.plumbline.engine.measure.process.WorkerJob}.
   */
  public static final String OPEN = "open";

  /** To a worker: measure a timestep; the timestep, and the file that the partial is to be. */
  public static final String MEASURE = "measure";

  /**
   * To a worker: measure some chunks of a timestep; the file of their task, and the file that the
   * partial of what failed is to be.
   */
  public static final String MEASURE_CHUNKS = "measure-chunks";

  /** To a worker: nothing more is measured of the checkpoint. */
  public static final String CLOSE = "close";

  /** From a worker: what was asked for is done. */
  public static final String DONE = "done";

  /** From a worker: it cannot be done; how it failed ({@link Failure}), and the message. */
  public static final String FAILED = "failed";

  /** From a worker: a line for people. */
  public static final String LINE = "line";

  /** From a worker: how far a step is; the text, and how much of the task is done. */
  public static final String STEP = "step";

  /** From a worker: a warning; about what, and the text. */
  public static final String WARNING = "warning";

  /** From a worker: a fact about the run; its name and value. */
  public static final String FACT = "fact";

  /** The facts of a partial that is for its parent alone. */
  public static final String TASK = "for the parent of this process, timestep";

  /** How something failed. */
  public enum Failure {
    /** What the user can mend. */
    USER,
    /** A call into native code took too long. */
    OVERDUE,
    /** A call into native code does not come back: the process is of no use any more. */
    LOST,
    /** The heap does not do. */
    MEMORY,
    /** Anything else. */
    OTHER
  }

  private Orders() {}
}

package dev.plumbline.engine.measure;

/** The kinds of messages between a worker process and its parent. */
final class Orders {

  /** To a worker: open a checkpoint; the file of its {@link WorkerJob}. */
  static final String OPEN = "open";

  /** To a worker: measure a timestep; the timestep, and the file that the partial is to be. */
  static final String MEASURE = "measure";

  /**
   * To a worker: measure some chunks of a timestep; the file of their task, and the file that the
   * partial of what failed is to be.
   */
  static final String MEASURE_CHUNKS = "measure-chunks";

  /** To a worker: nothing more is measured of the checkpoint. */
  static final String CLOSE = "close";

  /** From a worker: what was asked for is done. */
  static final String DONE = "done";

  /** From a worker: it cannot be done; how it failed ({@link Failure}), and the message. */
  static final String FAILED = "failed";

  /** From a worker: a line for people. */
  static final String LINE = "line";

  /** From a worker: how far a step is; the text, and how much of the task is done. */
  static final String STEP = "step";

  /** From a worker: a warning; about what, and the text. */
  static final String WARNING = "warning";

  /** From a worker: a fact about the run; its name and value. */
  static final String FACT = "fact";

  /** The facts of a partial that is for its parent alone. */
  static final String TASK = "for the parent of this process, timestep";

  /** How something failed. */
  enum Failure {
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

package dev.plumbline.engine.measure.process;

/** A worker process ended before it had done what it was asked for. */
public final class WorkerEndedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean byItself;

  /**
   * Makes the exception.
   *
   * @param how how it ended, a clause without a subject: "ended with exit code 1"
   * @param byItself whether it was not this process that wanted it to end
   */
  public WorkerEndedException(String how, boolean byItself) {
    super(how);
    this.byItself = byItself;
  }

  /** Tells whether trying once more may help. */
  public boolean isByItself() {
    return byItself;
  }
}

package dev.plumbline.engine.plan;

/** A run decided too little to be green, and nothing else is wrong with it as a whole. */
public final class UndecidedError extends UserError {

  private static final long serialVersionUID = 1L;

  /**
   * Makes an error from its message.
   *
   * @param message what was not decided, and why
   */
  public UndecidedError(String message) {
    super(message);
  }
}

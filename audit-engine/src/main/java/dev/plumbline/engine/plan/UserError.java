package dev.plumbline.engine.plan;

/**
 * Something the user gave cannot be used. The message says what was wrong, where, and what to do;
 * it is shown without a stack trace.
 */
public final class UserError extends RuntimeException {

  /**
   * Makes an error from its message.
   *
   * @param message what was wrong, where, and what to do about it
   */
  public UserError(String message) {
    super(message, null, false, false);
  }

  /**
   * Makes an error from its message and what led to it.
   *
   * @param message what was wrong, where, and what to do about it
   * @param cause what led to it; shown to no user
   */
  public UserError(String message, Throwable cause) {
    super(message, cause, false, false);
  }
}

package dev.plumbline.engine.plan;

/**
 * Something the user gave cannot be used. The message says what was wrong, where, and what to do;
 * it is shown without a stack trace, and without characters that a terminal would obey in place of
 * showing them.
 */
public final class UserError extends RuntimeException {

  /**
   * Makes an error from its message.
   *
   * @param message what was wrong, where, and what to do about it
   */
  public UserError(String message) {
    super(SafeNames.message(String.valueOf(message)), null, false, false);
  }

  /**
   * Makes an error from its message and what led to it.
   *
   * @param message what was wrong, where, and what to do about it
   * @param cause what led to it; shown to no user
   */
  public UserError(String message, Throwable cause) {
    super(SafeNames.message(String.valueOf(message)), cause, false, false);
  }
}

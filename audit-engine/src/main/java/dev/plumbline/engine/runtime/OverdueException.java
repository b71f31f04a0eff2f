package dev.plumbline.engine.runtime;

/** A call into native code took longer than it is waited for. The message says what to do. */
public final class OverdueException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what took too long, and what to do
   */
  public OverdueException(String message) {
    super(message);
  }
}

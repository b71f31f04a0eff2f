package dev.plumbline.engine.measure.session;

import ai.onnxruntime.OrtException;

/** ONNX Runtime failed. Its own type stays in this package; the message is its own. */
public class SessionException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param cause what ONNX Runtime threw
   */
  public SessionException(OrtException cause) {
    super(cause.getMessage(), cause);
  }

  /**
   * Makes an exception that says more of another one.
   *
   * @param other what failed
   */
  protected SessionException(SessionException other) {
    super(other.getMessage(), other);
  }

  /** Returns the first line of the message: those below it are addresses in native code. */
  public final String firstLine() {
    return Sessions.firstLine(this);
  }
}

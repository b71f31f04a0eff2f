package dev.plumbline.engine.measure.session;

import ai.onnxruntime.OrtException;

/** ONNX Runtime failed. Its own type stays in this package; the message is its own. */
public final class SessionException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param cause what ONNX Runtime threw
   */
  public SessionException(OrtException cause) {
    super(cause.getMessage(), cause);
  }

  /** Returns the first line of the message: those below it are addresses in native code. */
  public String firstLine() {
    return Sessions.firstLine(this);
  }
}

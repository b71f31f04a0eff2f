package dev.plumbline.fetch.plain;

import java.io.IOException;

/** A checkpoint cannot be had. The message is for people: what, where, what to do. No secret. */
public final class FetchException extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes it of its message.
   *
   * @param message what, where, and what to do about it
   */
  public FetchException(String message) {
    super(message);
  }

  /**
   * Makes it of its message and what led to it.
   *
   * @param message what, where, and what to do about it
   * @param cause what led to it; shown to nobody
   */
  public FetchException(String message, Throwable cause) {
    super(message, cause);
  }
}

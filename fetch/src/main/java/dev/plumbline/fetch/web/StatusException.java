package dev.plumbline.fetch.web;

import java.io.IOException;

/** A server answered that it will not give what it was asked for. */
public final class StatusException extends IOException {

  private static final long serialVersionUID = 1L;

  private final int status;

  StatusException(int status) {
    super("it answers " + status);
    this.status = status;
  }

  /** Returns the number it answered with. */
  public int status() {
    return status;
  }
}

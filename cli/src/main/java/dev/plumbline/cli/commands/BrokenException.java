package dev.plumbline.cli.commands;

/** The environment kept a command from doing what it was asked for; the message says how. */
final class BrokenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  BrokenException(String message, Throwable cause) {
    super(message, cause);
  }
}

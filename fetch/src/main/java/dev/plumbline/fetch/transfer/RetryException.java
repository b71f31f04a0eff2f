package dev.plumbline.fetch.transfer;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A source did not answer with what was asked for, and may do so later. */
public final class RetryException extends IOException {

  private static final long serialVersionUID = 1L;

  private final transient Optional<Duration> after;

  /**
   * Makes it.
   *
   * @param message why, for people
   * @param after how long it asks to be left alone
   */
  public RetryException(String message, Optional<Duration> after) {
    super(message);
    this.after = after;
  }

  Optional<Duration> after() {
    return after == null ? Optional.empty() : after;
  }
}

package dev.plumbline.fetch.transfer;

import dev.plumbline.fetch.plain.FetchException;
import java.io.IOException;
import java.time.Duration;

/**
 * How patient fetching is.
 *
 * @param attempts how often something is tried that brings nothing
 * @param first how long is waited after the first of them; each time twice as long
 * @param longest the longest that is waited
 * @param stall how long may pass in which fewer than {@link #FEWEST} bytes come
 */
public record Waits(int attempts, Duration first, Duration longest, Duration stall) {

  /** How many bytes have to come while {@link #stall} passes. */
  static final long FEWEST = 1024;

  /** As users have it. */
  public static final Waits USUAL =
      new Waits(5, Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofSeconds(60));

  /** Does something that may fail. */
  @FunctionalInterface
  public interface Attempt<T> {

    /** Does it once. */
    T run() throws IOException;
  }

  /**
   * Does something, again if it fails in a way that may pass.
   *
   * @param what what is done, for people
   * @param attempt does it
   * @throws FetchException if it is of no use to try again, or was tried often enough
   */
  public <T> T retry(String what, Attempt<T> attempt) throws IOException {
    for (int tried = 1; ; tried++) {
      try {
        return attempt.run();
      } catch (FetchException e) {
        throw e;
      } catch (IOException e) {
        waitAfter(what, tried, e);
      }
    }
  }

  /**
   * Waits before something is tried again.
   *
   * @param what what is tried, for people
   * @param tried how often it was tried in vain
   * @param e how it failed
   * @throws FetchException if it was tried often enough
   */
  void waitAfter(String what, int tried, IOException e) throws FetchException {
    if (tried >= attempts) {
      throw new FetchException(
          String.format(
              "%s cannot be fetched (%s, tried %d times). Try again later; without a network,"
                  + " audit.offline=true takes what was fetched before.",
              what, reason(e), tried),
          e);
    }
    Duration wait = first.multipliedBy(1L << Math.min(tried - 1, 20));
    if (e instanceof RetryException retry && retry.after().isPresent()) {
      wait = retry.after().get();
    }
    try {
      Thread.sleep(Math.min(wait.toMillis(), longest.toMillis()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new FetchException(what + " was not fetched: the run was interrupted.", interrupted);
    }
  }

  /** Java's own exceptions often say a host's name and nothing else. */
  private static String reason(IOException e) {
    if (e instanceof RetryException) {
      return e.getMessage();
    }
    String name = e.getClass().getSimpleName();
    return e.getMessage() == null ? name : name + ": " + e.getMessage();
  }
}

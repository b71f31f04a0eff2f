package dev.plumbline.engine.runtime;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Does something if a call is not over in time. Once it is closed, it does nothing any more. */
public final class Watch implements AutoCloseable {

  private static final ScheduledThreadPoolExecutor CLOCK = clock();

  private final Runnable whenLate;
  private final ScheduledFuture<?> due;
  private boolean late;
  private boolean closed;

  private Watch(Duration limit, Runnable whenLate) {
    this.whenLate = whenLate;
    this.due = CLOCK.schedule(this::ring, limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static ScheduledThreadPoolExecutor clock() {
    ScheduledThreadPoolExecutor clock =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "watching deadlines");
              thread.setDaemon(true);
              return thread;
            });
    clock.setRemoveOnCancelPolicy(true);
    return clock;
  }

  /**
   * Watches a call.
   *
   * @param limit how long the call may take
   * @param whenLate what is done if it takes longer, on another thread
   */
  public static Watch over(Duration limit, Runnable whenLate) {
    return new Watch(limit, whenLate);
  }

  private synchronized void ring() {
    if (!closed) {
      late = true;
      whenLate.run();
    }
  }

  /** Tells whether the call took too long. */
  public synchronized boolean isLate() {
    return late;
  }

  /** Ends watching. What is being done meanwhile is done before this returns. */
  @Override
  public synchronized void close() {
    closed = true;
    due.cancel(false);
  }
}

package dev.plumbline.engine.runtime;

import ai.onnxruntime.OrtException;
import dev.plumbline.engine.plan.Patience;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A thread for calls into native code, of which whoever waits can give up one that does not come
 * back. All that such a call uses has to be made and closed inside of it, since nothing may be
 * taken from under it.
 */
public final class NativeThread implements AutoCloseable {

  private final ExecutorService thread;
  private boolean lost;

  /**
   * Makes a thread.
   *
   * @param name its name
   */
  public NativeThread(String name) {
    thread =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread made = new Thread(work, name);
              made.setDaemon(true);
              return made;
            });
  }

  /**
   * Makes a call and waits for it.
   *
   * @param what what did not happen in time, in a message: "The VAE encoder was not loaded"
   * @param call the call
   * @param end tells it to end, where that can be told
   * @param patience how long is waited
   * @return what the call returned
   * @throws OrtException as the call
   * @throws OverdueException if it took too long
   * @throws CancellationException if this thread is interrupted
   */
  public <T> T call(String what, Callable<T> call, Runnable end, Patience patience)
      throws OrtException {
    Future<T> running = thread.submit(call);
    try {
      return running.get(patience.limit().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return ended(what, running, end, patience);
    } catch (InterruptedException e) {
      end.run();
      awaitEnd(running, patience.grace());
      Thread.currentThread().interrupt();
      throw new CancellationException(what);
    } catch (ExecutionException e) {
      throw thrown(e.getCause());
    }
  }

  private <T> T ended(String what, Future<T> running, Runnable end, Patience patience)
      throws OrtException {
    end.run();
    if (!awaitEnd(running, patience.grace())) {
      throw new OverdueException(patience.overdue(what, false));
    }
    try {
      return running.get(); // it was just about to come back
    } catch (ExecutionException e) {
      throw new OverdueException(patience.overdue(what, true));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException(what);
    }
  }

  /** Waits until a call is over, or gives it up. */
  private boolean awaitEnd(Future<?> running, Duration grace) {
    long until = System.nanoTime() + grace.toNanos();
    boolean interrupted = false;
    while (!running.isDone() && System.nanoTime() < until) {
      try {
        running.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException | TimeoutException e) {
        break; // it is over one way or the other
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (!running.isDone()) {
      lost = true;
      LeftBehind.add();
      thread.execute(LeftBehind::cameBack); // the first thing that it does once it is back
    }
    return running.isDone();
  }

  private static RuntimeException thrown(Throwable cause) throws OrtException {
    if (cause instanceof OrtException e) {
      throw e;
    }
    if (cause instanceof Error e) {
      throw e;
    }
    return cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
  }

  /** Tells whether a call never came back: what it used must not be closed. */
  public boolean isLost() {
    return lost;
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}

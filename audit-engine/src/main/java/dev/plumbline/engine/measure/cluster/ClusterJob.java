package dev.plumbline.engine.measure.cluster;

import dev.plumbline.engine.measure.process.WorkerEndedException;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Tasks that a cluster does, while somebody waits for each in turn. */
public final class ClusterJob implements AutoCloseable {

  /** Takes what tasks came to, one at a time. */
  @FunctionalInterface
  public interface Taking {

    /**
     * Takes what a task came to.
     *
     * @param task its number
     * @param partial its partial
     * @throws IOException if it cannot be kept until its turn comes
     */
    void take(int task, byte[] partial) throws IOException;
  }

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Cluster cluster;
  private final String what;
  private final Taking taking;
  private final Consumer<String> lines;
  private final Set<Integer> taken = new HashSet<>();
  private CompletableFuture<Void> running = new CompletableFuture<>();
  private RuntimeException failure;
  private boolean closed;

  private ClusterJob(Cluster cluster, String what, Taking taking, Consumer<String> lines) {
    this.cluster = cluster;
    this.what = what;
    this.taking = taking;
    this.lines = lines;
  }

  /**
   * Begins tasks.
   *
   * @param cluster does them
   * @param what what they are for: {@code measuring it at t=50}
   * @param order what they are told
   * @param tasks their numbers
   * @param taking takes what they came to
   * @param lines told, for people, what may be wrong where nothing comes for long
   */
  public static ClusterJob begin(
      Cluster cluster,
      String what,
      ClusterOrder order,
      List<Integer> tasks,
      Taking taking,
      Consumer<String> lines) {
    ClusterJob job = new ClusterJob(cluster, what, taking, lines);
    CompletableFuture<Void> running =
        cluster.submit(
            order.job().plan().checkpoint().name() + ": " + what,
            order.bytes(),
            tasks,
            job::answered);
    job.runs(running);
    return job;
  }

  private synchronized void runs(CompletableFuture<Void> submitted) {
    running = submitted;
    CompletableFuture<Void> unused = running.whenComplete((nothing, lost) -> tell());
  }

  private synchronized void tell() {
    notifyAll();
  }

  private synchronized void answered(int task, byte[] answer) {
    try {
      ClusterAnswer.failure(answer)
          .ifPresentOrElse(
              this::fail,
              () -> {
                take(task, answer);
                taken.add(task);
              });
    } catch (RuntimeException e) {
      fail(e);
    }
    notifyAll();
  }

  private void take(int task, byte[] answer) {
    try {
      taking.take(task, answer);
    } catch (IOException e) {
      throw new UserError(
          "what was measured on the cluster cannot be kept until it is added ("
              + e.getMessage()
              + "). Give the folder for temporary files room, or name another one:"
              + " -DargLine=-Djava.io.tmpdir=….",
          e);
    }
  }

  private void fail(RuntimeException reason) {
    if (failure == null) {
      failure = reason;
    }
  }

  /**
   * Waits until a task is done and taken.
   *
   * @throws UserError or another exception, as the task says
   * @throws WorkerEndedException if the cluster has lost a task for good
   * @throws CancellationException if the job was closed, or this thread is interrupted
   */
  public synchronized void await(int task) {
    while (!taken.contains(task)) {
      if (failure != null) {
        throw failure;
      }
      if (closed) {
        throw cancelled();
      }
      if (running.isDone()) {
        throw lost();
      }
      int before = taken.size();
      long start = System.nanoTime();
      try {
        wait(PATIENCE.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw cancelled();
      }
      if (taken.size() == before && System.nanoTime() - start >= PATIENCE.toNanos()) {
        cluster.trouble().ifPresent(lines);
      }
    }
  }

  private RuntimeException lost() {
    try {
      running.join();
      return new IllegalStateException(what + ": a task was done, and no answer came of it");
    } catch (CancellationException e) {
      return cancelled();
    } catch (RuntimeException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return new WorkerEndedException(what + ", " + cause.getMessage(), true);
    }
  }

  private static CancellationException cancelled() {
    return new CancellationException("measuring was ended before it was done");
  }

  /** Ends what is not done. */
  @Override
  public synchronized void close() {
    closed = true;
    running.cancel(true);
    notifyAll();
  }
}

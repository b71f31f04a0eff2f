package dev.plumbline.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import com.github.dockerjava.api.model.WaitContainerCondition;
import com.github.dockerjava.api.model.WaitResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process that is the first of a container. Its streams go through one connection to the daemon:
 * when that is gone, as it is when this process is killed, the container's input is at its end. The
 * daemon removes the container when its process has ended.
 */
final class ContainerProcess extends Process {

  /** What an exit code is that nobody told. */
  private static final int UNKNOWN = -1;

  private static final long SECONDS_TO_REMOVE = 20;
  private static final long SECONDS_TO_ANSWER = 30;
  private static final int NO_ANSWER = 504;

  private final DockerClient client;
  private final String id;
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();
  private final Attached attached = new Attached();
  private final ByteQueue in = new ByteQueue(attached::disconnect);

  private ContainerProcess(DockerClient client, String id) {
    this.client = client;
    this.id = id;
  }

  /**
   * Starts a container.
   *
   * @param client talks to the daemon
   * @param id the container, which was created, with its input open once
   * @throws DockerException if it cannot be started; then it is removed
   */
  static ContainerProcess start(DockerClient client, String id) throws InterruptedException {
    ContainerProcess process = new ContainerProcess(client, id);
    try {
      begin(
          client
              .attachContainerCmd(id)
              .withFollowStream(true)
              .withStdIn(process.in.reader())
              .withStdOut(true)
              .withStdErr(true)
              .exec(process.attached));
      begin(
          client
              .waitContainerCmd(id)
              .withCondition(WaitContainerCondition.NEXT_EXIT)
              .exec(process.new Ended()));
      client.startContainerCmd(id).exec();
      return process;
    } catch (RuntimeException | InterruptedException e) {
      process.attached.disconnect();
      process.remove();
      throw e;
    }
  }

  /** Both have to hear of the container before it is started, or they may hear nothing. */
  private static void begin(ResultCallback.Adapter<?> connection) throws InterruptedException {
    if (!connection.awaitStarted(SECONDS_TO_ANSWER, TimeUnit.SECONDS)) {
      throw new DockerException("the daemon does not answer", NO_ANSWER);
    }
  }

  /** Takes what the container writes. */
  private static final class Attached extends ResultCallback.Adapter<Frame> {

    private final ByteQueue out = new ByteQueue(() -> {});
    private final ByteQueue err = new ByteQueue(() -> {});

    @Override
    public void onNext(Frame frame) {
      try {
        (frame.getStreamType() == StreamType.STDERR ? err : out).add(frame.getPayload());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void onComplete() {
      end();
      super.onComplete();
    }

    @Override
    public void onError(Throwable failure) {
      disconnect(); // it is closed, by whichever side
    }

    private void end() {
      out.end();
      err.end();
    }

    void disconnect() {
      end();
      try {
        close();
      } catch (IOException e) {
        return; // then it is closed
      }
    }
  }

  /** Hears how the container's process ended. */
  private final class Ended extends ResultCallback.Adapter<WaitResponse> {

    @Override
    public void onNext(WaitResponse response) {
      exit.complete(response.getStatusCode());
    }

    @Override
    public void onComplete() {
      exit.complete(UNKNOWN);
      super.onComplete();
    }

    @Override
    public void onError(Throwable failure) {
      exit.complete(UNKNOWN); // the daemon is gone, and with it what it knew
    }
  }

  @Override
  public OutputStream getOutputStream() {
    return in.writer();
  }

  @Override
  public InputStream getInputStream() {
    return attached.out.reader();
  }

  @Override
  public InputStream getErrorStream() {
    return attached.err.reader();
  }

  @Override
  public int waitFor() throws InterruptedException {
    try {
      return exit.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // it is never completed so
    }
  }

  @Override
  public boolean waitFor(long timeout, TimeUnit unit) throws InterruptedException {
    try {
      exit.get(timeout, unit);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // it is never completed so
    }
  }

  @Override
  public int exitValue() {
    if (!exit.isDone()) {
      throw new IllegalThreadStateException("it has not ended");
    }
    return exit.join();
  }

  @Override
  public boolean isAlive() {
    return !exit.isDone();
  }

  @Override
  public void destroy() {
    remove();
  }

  @Override
  public Process destroyForcibly() {
    remove();
    return this;
  }

  /** On a thread of its own, since an interrupted one cannot talk to the daemon. */
  private void remove() {
    CompletableFuture<Void> removed = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                client.removeContainerCmd(id).withForce(true).exec();
              } catch (RuntimeException e) {
                // it is gone, or being removed, or the daemon is gone
              } finally {
                removed.complete(null);
              }
            },
            "removes a container");
    thread.setDaemon(true);
    thread.start();
    try {
      removed.get(SECONDS_TO_REMOVE, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      return; // what is left the next run removes
    }
  }
}

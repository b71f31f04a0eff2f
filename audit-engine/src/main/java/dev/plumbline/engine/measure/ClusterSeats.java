package dev.plumbline.engine.measure;

import dev.plumbline.api.Measurement;
import dev.plumbline.api.files.TemporaryFolder;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.measure.LocalExecutor.LocalDevice;
import dev.plumbline.engine.measure.cluster.ClusterOrder;
import dev.plumbline.engine.measure.cluster.ClusterSlot;
import dev.plumbline.engine.measure.results.RunListener;
import dev.plumbline.engine.measure.results.Told;
import dev.plumbline.engine.measure.results.Told.Note;
import dev.plumbline.engine.measure.session.Devices;
import dev.plumbline.engine.measure.session.SessionException;
import dev.plumbline.engine.measure.source.OpenedFacts;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.ProbeOptions;
import dev.plumbline.engine.plan.RunOptions;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.runtime.LeftBehind;
import dev.plumbline.engine.runtime.OverdueException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * What a process keeps for the tasks of one run: the {@link ClusterCheckpoints checkpoints}, and
 * seats, each of which has a thread and one session, for one task at a time.
 */
final class ClusterSeats implements AutoCloseable {

  private static final String PREFIX = "plumbline-task-";
  private static final int SECONDS_TO_END = 60;

  /** Does a task on a seat. */
  @FunctionalInterface
  interface Task {

    /** Does it. */
    byte[] on(Seat seat) throws IOException, SessionException;
  }

  /** Nobody sees how far a task is; what was told goes back with its answer. */
  private static final class Nobody implements RunListener {

    @Override
    public void line(String text) {}

    @Override
    public void warning(String about, String text) {}

    @Override
    public void environment(String name, String value) {}
  }

  /** A thread with a session on a device. */
  final class Seat {

    private final Device device;
    private final int number;
    private final TemporaryFolder folder;
    private LocalDevice sessions;
    private ExecutorService thread;
    private boolean busy;
    private CheckpointSpec wanted;
    private CheckpointSpec checkpoint;
    private ClusterCheckpoints.Open open;
    private LocalMeasurer measurer;

    private Seat(Device device, int number, LocalDevice sessions) throws IOException {
      this.device = device;
      this.number = number;
      this.folder = TemporaryFolder.make(ProbeOptions.temporaryFolder(), PREFIX);
      begin(sessions);
    }

    private void begin(LocalDevice fresh) {
      sessions = fresh;
      checkpoint = null;
      measurer = null;
      thread =
          Executors.newSingleThreadExecutor(
              work -> {
                Thread made = new Thread(work, "measuring on " + device + ", seat " + number);
                made.setDaemon(true);
                return made;
              });
    }

    /** Returns what measures the checkpoint of the task. */
    LocalMeasurer measurer() {
      return measurer;
    }

    /** Returns what is known of the checkpoint. */
    OpenedFacts opened() {
      return open.facts();
    }

    /** Returns what was told in this process. */
    List<Note> told() {
      return told.notes();
    }

    /** Returns a folder that is the seat's own. */
    Path folder() {
      return folder.path();
    }

    /** Has a task done on the seat's thread, and waits no longer than its calls may take. */
    private byte[] does(ClusterOrder order, Task task) throws IOException, SessionException {
      CompletableFuture<byte[]> answer = new CompletableFuture<>();
      sessions.whenLost(what -> lose(answer, what));
      thread.execute(
          () -> {
            try {
              prepare(order);
              answer.complete(task.on(this));
            } catch (Throwable e) { // whoever waits gets it
              answer.completeExceptionally(e);
            }
          });
      try {
        return answer.join();
      } catch (CompletionException e) {
        throw thrown(e.getCause());
      }
    }

    /** Leaves a thread alone that does not come back, with all that it holds. */
    private void lose(CompletableFuture<byte[]> answer, String what) {
      LeftBehind.add();
      thread.shutdown();
      begin(renewed(this));
      answer.completeExceptionally(new OverdueException(what));
    }

    private void prepare(ClusterOrder order) throws SessionException {
      CheckpointSpec spec = order.job().plan().checkpoint();
      if (!spec.equals(checkpoint)) {
        leaveCheckpoint();
        open = checkpoints.open(order, sessions);
        measurer = open.measurer().apart(sessions, order.job().explorer());
        checkpoint = spec;
      }
    }

    private void leaveCheckpoint() throws SessionException {
      checkpoint = null;
      if (measurer != null) {
        LocalMeasurer closing = measurer;
        measurer = null;
        closing.close();
      }
    }

    private void close() {
      sessions.terminate();
      thread.execute(
          () -> {
            try {
              leaveCheckpoint();
            } catch (SessionException e) {
              return; // it is given up anyway
            } finally {
              folder.close();
            }
          });
      thread.shutdown();
    }

    private boolean ends() throws InterruptedException {
      return thread.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS);
    }
  }

  private final String run;
  private final Told told = new Told(new Nobody());
  private final ClusterCheckpoints checkpoints;
  private final Map<Device, Devices> devices = new HashMap<>();
  private final List<Seat> seats = new ArrayList<>();
  private boolean closed;

  /**
   * Makes seats of which none is there.
   *
   * @param order an order of the run
   * @param providers the measurements there are
   */
  ClusterSeats(
      ClusterOrder order, Map<Class<? extends Measurement>, MeasurementProvider<?>> providers) {
    this.run = order.run();
    this.checkpoints = new ClusterCheckpoints(order, providers, told);
  }

  boolean isOf(ClusterOrder order) {
    return run.equals(order.run());
  }

  /** Has a task done on a free seat, one that has its checkpoint open where there is one. */
  byte[] with(ClusterOrder order, ClusterSlot slot, Task task)
      throws IOException, SessionException {
    Seat seat = take(order, slot);
    try {
      return seat.does(order, task);
    } finally {
      free(seat);
    }
  }

  private synchronized Seat take(ClusterOrder order, ClusterSlot slot) throws IOException {
    CheckpointSpec wanted = order.job().plan().checkpoint();
    Device device = device(order.job().options(), slot);
    make(order.job().options(), device, slot);
    Optional<Seat> free = free(device, wanted);
    while (free.isEmpty() && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw ended();
      }
      free = free(device, wanted);
    }
    Seat taken = free.filter(seat -> !closed).orElseThrow(ClusterSeats::ended);
    taken.busy = true;
    taken.wanted = wanted;
    return taken;
  }

  private static CancellationException ended() {
    return new CancellationException("measuring was ended before it was done");
  }

  private Optional<Seat> free(Device device, CheckpointSpec wanted) {
    List<Seat> free =
        seats.stream().filter(seat -> !seat.busy && key(seat.device).equals(key(device))).toList();
    return free.stream()
        .filter(seat -> wanted.equals(seat.wanted))
        .findFirst()
        .or(() -> free.stream().findFirst());
  }

  /** Seats on the CPU are alike. */
  private static Device key(Device device) {
    return device.kind() == Device.Kind.CPU ? Device.CPU : device;
  }

  private synchronized void free(Seat seat) {
    seat.busy = false;
    checkpoints.keep(one -> seats.stream().anyMatch(other -> one.equals(other.wanted)));
    notifyAll();
  }

  private synchronized LocalDevice renewed(Seat seat) {
    return new LocalDevice(devices.get(key(seat.device)).renew(seat.number));
  }

  /** A GPU is used where the cluster gave the task one. */
  private static Device device(RunOptions options, ClusterSlot slot) {
    Device.Kind asked = options.devices().get(0).kind();
    if (asked == Device.Kind.CPU || (asked == Device.Kind.AUTO && slot.gpu().isEmpty())) {
      return Device.CPU;
    }
    if (slot.gpu().isEmpty()) {
      throw new UserError(
          "audit.device="
              + Device.list(options.devices())
              + ": the cluster gave the task no GPU. Have it give each task one"
              + " (spark.task.resource.gpu.amount=1), or measure on the CPU: -Daudit.device=cpu.");
    }
    return new Device(Device.Kind.CUDA, slot.gpu().getAsInt());
  }

  /** Makes the seats of a device, the first time: on the CPU as many as there are tasks at once. */
  private void make(RunOptions options, Device device, ClusterSlot slot) throws IOException {
    if (devices.containsKey(device)) {
      return;
    }
    List<Device> asked =
        device.kind() == Device.Kind.CUDA
            ? List.of(device)
            : IntStream.range(0, slot.atOnce())
                .mapToObj(i -> new Device(Device.Kind.CPU, i))
                .toList();
    Devices made = new Devices(options.on(asked), told, Optional.empty());
    for (int i = 0; i < asked.size(); i++) {
      seats.add(new Seat(asked.get(i), i, new LocalDevice(made.sessions().get(i))));
    }
    devices.put(device, made);
  }

  private static RuntimeException thrown(Throwable cause) throws IOException, SessionException {
    if (cause instanceof IOException e) {
      throw e;
    }
    if (cause instanceof SessionException e) {
      throw e;
    }
    if (cause instanceof Error e) {
      throw e;
    }
    return (RuntimeException) cause;
  }

  /** Ends what is running, and closes what is open. */
  @Override
  public void close() {
    List<Seat> closing;
    synchronized (this) {
      closed = true;
      closing = List.copyOf(seats);
      notifyAll();
    }
    closing.forEach(Seat::close);
    try {
      for (Seat seat : closing) {
        if (!seat.ends()) {
          return; // its thread ends with the process
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    checkpoints.close();
  }
}

package dev.plumbline.engine.measure;

import dev.plumbline.engine.measure.memory.AvailableMemory;
import dev.plumbline.engine.measure.process.Message;
import dev.plumbline.engine.measure.process.Orders;
import dev.plumbline.engine.measure.process.WorkerEndedException;
import dev.plumbline.engine.measure.process.WorkerLaunch;
import dev.plumbline.engine.measure.process.WorkerLauncher;
import dev.plumbline.engine.measure.process.WorkerProcess;
import dev.plumbline.engine.measure.results.RunListener;
import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.ProbeOptions;
import dev.plumbline.engine.plan.RunOptions;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A device with its worker process, which is started when it is needed and not there. */
final class WorkerDevice implements MeasuringDevice, AutoCloseable {

  /** The least bytes for measuring beside the heap, where little is available. */
  private static final long LEAST = 1L << 30;

  private final MeasuringSettings settings;
  private final WorkerLauncher launcher;
  private final int devices;
  private final RunListener listener;
  private String checkpoint;
  private Set<Path> reads = Set.of();
  private WorkerProcess worker;
  private boolean closed;
  private int starts;

  /**
   * Makes a device. No process is started yet.
   *
   * @param settings how its worker measures
   * @param launcher starts the worker
   * @param devices how many devices there are with it
   * @param listener hears what the worker tells
   */
  WorkerDevice(
      MeasuringSettings settings, WorkerLauncher launcher, int devices, RunListener listener) {
    this.settings = settings;
    this.launcher = launcher;
    this.devices = devices;
    this.listener = listener;
  }

  /**
   * Returns how the worker measures. A confined one keeps its files in its private folder, and of
   * GPUs it sees its own alone, which is the first there; without one it sees none.
   */
  RunOptions options() {
    RunOptions options = settings.options();
    if (!launcher.isConfined()) {
      return options;
    }
    Device inside =
        device().kind() == Device.Kind.CUDA ? new Device(Device.Kind.CUDA, 0) : Device.CPU;
    return options
        .on(List.of(inside))
        .withProbe(new ProbeOptions(options.probe().kind(), folder()));
  }

  private Device device() {
    return settings.options().devices().get(0);
  }

  /** Says why no worker can be started, if that is known. */
  Optional<String> refusal() {
    return launcher.refusal(start().planned());
  }

  /**
   * Gets ready for a checkpoint: a worker that is confined to another one is ended.
   *
   * @param name its name
   * @param read finds what is read of it
   */
  synchronized void prepare(String name, Supplier<? extends Set<Path>> read) {
    if (launcher.isConfined() && !name.equals(checkpoint)) {
      closeWorker();
      reads = read.get();
      checkpoint = name;
    }
  }

  @Override
  public String name() {
    return Device.list(settings.options().devices());
  }

  /** A call that does not come back ends the worker, and whoever waits for it is told. */
  @Override
  public void whenLost(Consumer<String> whenLost) {}

  /** Tells which of the device's processes is there: another number, another process. */
  synchronized int number() {
    return starts;
  }

  /** Returns the worker's private folder, which is there as long as the worker. */
  synchronized Path folder() {
    return running().folder();
  }

  /** Puts a file into the worker's private folder. */
  Path handOver(String name, WorkerProcess.Content content) throws IOException {
    return running().handOver(name, content);
  }

  /** Takes a file that the worker has written out of its private folder. */
  synchronized Path take(Path file) throws IOException {
    return worker.take(file);
  }

  /**
   * Asks the worker for something.
   *
   * @throws WorkerEndedException if it ends before it has answered
   */
  Message ask(String order, String... fields) {
    return running().ask(Message.of(order, fields), this::takes);
  }

  private synchronized WorkerProcess running() {
    if (closed) {
      throw new CancellationException("measuring was ended before it was done");
    }
    if (worker == null || !worker.isAlive()) {
      closeWorker();
      WorkerProcess.Start start = start();
      try {
        worker = new WorkerProcess(start, launcher, line -> listener.line("worker: " + line));
        starts++;
      } catch (IOException e) {
        throw new UserError(
            String.format(
                "a worker process cannot be started in %s (%s). %s",
                start.folder(), e.getMessage(), remedy()),
            e);
      }
    }
    return worker;
  }

  /** What is measured in a container is not to be measured in this process. */
  String remedy() {
    return launcher.isConfined()
        ? "See that the folder for large files has room, or name another one: -Daudit.spill.dir=…."
        : "Name another folder with room for temporary files: -DargLine=-Djava.io.tmpdir=…; or"
            + " measure in this process: -Daudit.executor=in-process.";
  }

  private WorkerProcess.Start start() {
    long heap = settings.work().workerHeap().orElse(Runtime.getRuntime().maxMemory());
    return new WorkerProcess.Start(
        WorkerMain.class.getName(),
        // What would lie in files of this machine lies in the private folder of a confined one.
        launcher.isConfined() ? settings.options().probe().spill() : ProbeOptions.temporaryFolder(),
        reads,
        new WorkerLaunch.Needs(
            device(),
            settings.options().threads(),
            heap,
            memory(heap),
            settings.work().containers()));
  }

  /** What measuring may take is what the user says, or else the device's share of what is there. */
  private long memory(long heap) {
    if (device().kind() != Device.Kind.CUDA && settings.options().memory().isPresent()) {
      return settings.options().memory().getAsLong();
    }
    return Math.max(LEAST, AvailableMemory.bytes().orElse(0) / devices - heap);
  }

  private boolean takes(Message message) {
    switch (message.kind()) {
      case Orders.LINE -> listener.line(message.field(0));
      case Orders.STEP -> listener.step(message.field(0), Double.parseDouble(message.field(1)));
      case Orders.WARNING -> listener.warning(message.field(0), message.field(1));
      case Orders.FACT -> tellFact(message.field(0), message.field(1));
      default -> {
        return false;
      }
    }
    return true;
  }

  /** A worker knows its own device only, and a confined one not its number. */
  private void tellFact(String name, String value) {
    if (!name.equals("device")) {
      listener.environment(name, value);
    } else if (devices == 1) {
      boolean isNumbered = launcher.isConfined() && device().kind() == Device.Kind.CUDA;
      listener.environment(name, isNumbered ? name() : value);
    }
  }

  /** Ends the worker; the next that is asked of the device starts another one. */
  synchronized void restart() {
    if (worker != null) {
      worker.kill();
    }
  }

  @Override
  public synchronized void terminate() {
    closed = true;
    if (worker != null) {
      worker.kill();
    }
  }

  private void closeWorker() {
    if (worker != null) {
      worker.close();
      worker = null;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    closeWorker();
  }
}

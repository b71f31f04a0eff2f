package dev.plumbline.engine.measure;

import dev.plumbline.engine.measure.process.Message;
import dev.plumbline.engine.measure.process.Orders;
import dev.plumbline.engine.measure.process.WorkerEndedException;
import dev.plumbline.engine.measure.process.WorkerProcess;
import dev.plumbline.engine.measure.results.RunListener;
import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.ProbeOptions;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/** A device with its worker process, which is started when it is needed and not there. */
final class WorkerDevice implements MeasuringDevice, AutoCloseable {

  private final MeasuringSettings settings;
  private final boolean shares;
  private final RunListener listener;
  private WorkerProcess worker;
  private boolean closed;
  private int starts;

  /**
   * Makes a device. No process is started yet.
   *
   * @param settings how its worker measures
   * @param shares whether there are other devices beside it
   * @param listener hears what the worker tells
   */
  WorkerDevice(MeasuringSettings settings, boolean shares, RunListener listener) {
    this.settings = settings;
    this.shares = shares;
    this.listener = listener;
  }

  /** Returns how the worker measures. */
  MeasuringSettings settings() {
    return settings;
  }

  @Override
  public String name() {
    return Device.list(settings.options().devices());
  }

  /** A call that does not come back ends the worker, and whoever waits for it is told. */
  @Override
  public void whenLost(Consumer<String> whenLost) {}

  /** Tells which of the device's processes is there: another number, another process. */
  synchronized int start() {
    return starts;
  }

  /** Returns the worker's private folder, which is there as long as the worker. */
  synchronized Path folder() {
    return running().folder();
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
      Path folder = ProbeOptions.temporaryFolder();
      try {
        worker =
            new WorkerProcess(
                new WorkerProcess.Start(
                    WorkerMain.class.getName(),
                    settings.work().workerHeap().orElse(Runtime.getRuntime().maxMemory()),
                    folder,
                    List.of()),
                line -> listener.line("worker: " + line));
        starts++;
      } catch (IOException e) {
        throw new UserError(
            String.format(
                "a worker process cannot be started in %s (%s). Name another folder with room:"
                    + " -DargLine=-Djava.io.tmpdir=…; or measure in this process:"
                    + " -Daudit.executor=in-process.",
                folder, e.getMessage()),
            e);
      }
    }
    return worker;
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

  /** A worker knows its own device only. */
  private void tellFact(String name, String value) {
    if (!name.equals("device") || !shares) {
      listener.environment(name, value);
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

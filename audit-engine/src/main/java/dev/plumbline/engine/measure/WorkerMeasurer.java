package dev.plumbline.engine.measure;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.engine.measure.chunks.ChunkTask;
import dev.plumbline.engine.measure.partial.PartialFile;
import dev.plumbline.engine.measure.partial.StateOutput;
import dev.plumbline.engine.measure.process.Message;
import dev.plumbline.engine.measure.process.Orders;
import dev.plumbline.engine.measure.process.Orders.Failure;
import dev.plumbline.engine.measure.process.WorkerEndedException;
import dev.plumbline.engine.measure.process.WorkerJob;
import dev.plumbline.engine.measure.session.SessionException;
import dev.plumbline.engine.measure.source.FilesToRead;
import dev.plumbline.engine.measure.source.OpenedFacts;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.runtime.OverdueException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;

/**
 * Measures a checkpoint in the worker process of a device. A process that ends in the middle is
 * started once more; if it ends again, so do the attempts.
 */
final class WorkerMeasurer implements CheckpointMeasurer {

  private final CheckpointPlan plan;
  private final WorkerDevice device;
  private final MeasuringSettings settings;
  private final MeasurementCatalog catalog;
  private OpenedFacts opened = new OpenedFacts(TreeMap::new, null);
  private int openedIn;

  private WorkerMeasurer(
      CheckpointPlan plan,
      WorkerDevice device,
      MeasuringSettings settings,
      MeasurementCatalog catalog) {
    this.plan = plan;
    this.device = device;
    this.settings = settings;
    this.catalog = catalog;
  }

  /**
   * Opens a checkpoint in a device's worker.
   *
   * @param plan the checkpoint, whose files are there
   * @param device the device
   * @param settings what is measured on, how, and by how many workers
   * @param catalog the measurements there are
   * @throws UserError if it cannot be opened, or the worker ends over it
   */
  static WorkerMeasurer open(
      CheckpointPlan plan,
      WorkerDevice device,
      MeasuringSettings settings,
      MeasurementCatalog catalog) {
    WorkerMeasurer measurer = new WorkerMeasurer(plan, device, settings, catalog);
    try {
      measurer.twice("opening it", measurer::ensureOpen);
    } catch (WorkerEndedException e) {
      throw new UserError(e.getMessage(), e);
    }
    return measurer;
  }

  @Override
  public CheckpointMeasurer on(MeasuringDevice other) {
    if (other == device) {
      return this;
    }
    WorkerMeasurer beside = new WorkerMeasurer(plan, (WorkerDevice) other, settings, catalog);
    beside.opened = opened;
    return beside;
  }

  @Override
  public OpenedFacts opened() {
    return opened;
  }

  @Override
  public MeasuredPart measure(int timestep) {
    MeasuredPart[] part = new MeasuredPart[1];
    twice("measuring it at t=" + timestep, () -> part[0] = measureOnce(timestep));
    return part[0];
  }

  @Override
  public MeasuredPart measure(ChunkTask task) {
    MeasuredPart[] part = new MeasuredPart[1];
    twice("measuring it at t=" + task.timestep(), () -> part[0] = measureOnce(task));
    return part[0];
  }

  /** Does something that a process may end over, and does it once more if one does. */
  private void twice(String what, Runnable attempt) {
    try {
      attempt.run();
    } catch (WorkerEndedException first) {
      refuseEndOfRun(first);
      try {
        attempt.run();
      } catch (WorkerEndedException second) {
        refuseEndOfRun(second);
        throw new WorkerEndedException(
            String.format(
                "%s, its worker process %s; it had been started again after the first one %s",
                what, second.getMessage(), first.getMessage()),
            true);
      }
    }
  }

  private static void refuseEndOfRun(WorkerEndedException e) {
    if (!e.isByItself()) {
      throw new CancellationException("measuring was ended before it was done");
    }
  }

  private void ensureOpen() {
    device.prepare(
        plan.checkpoint().name(), () -> FilesToRead.of(plan.checkpoint(), settings.inputs()));
    Path folder = device.folder();
    if (openedIn == device.number()) {
      return;
    }
    Path answer = folder.resolve("opened" + PartialFile.EXTENSION);
    WorkerJob told = new WorkerJob(settings.inputs(), device.options(), settings.explorer(), plan);
    Path job;
    try {
      job = device.handOver("job", stream -> told.write(new StateOutput(stream)));
    } catch (IOException e) {
      throw notPassedOn(e);
    }
    check(device.ask(Orders.OPEN, job.toString(), answer.toString()));
    try {
      OpenedFacts found =
          PartialFile.read(
              device.take(answer),
              WorkerMain.OPENED,
              from -> OpenedFacts.read(from, settings.inputs()));
      refuseAnother(opened.facts().get(), found.facts().get());
      opened = found;
    } catch (IOException e) {
      throw notPassedOn(e);
    }
    openedIn = device.number();
  }

  /** What was measured in several workers has to be of the same files. */
  private void refuseAnother(SortedMap<String, String> before, SortedMap<String, String> now) {
    if (!before.isEmpty() && !before.equals(now)) {
      throw new UserError(
          String.format(
              "%s, or what it is run on, was changed while it was measured: it was opened again in"
                  + " another worker process, and is not what it was. Copy checkpoints and inputs"
                  + " to where nobody writes.",
              plan.checkpoint().path()));
    }
  }

  private UserError notPassedOn(IOException e) {
    return new UserError(
        "what a worker process is told, or has found out, cannot be passed on ("
            + e.getMessage()
            + "). "
            + device.remedy(),
        e);
  }

  private MeasuredPart measureOnce(int timestep) {
    ensureOpen();
    Path file = file(timestep);
    check(device.ask(Orders.MEASURE, Integer.toString(timestep), file.toString()));
    return read(timestep, file);
  }

  private MeasuredPart measureOnce(ChunkTask task) {
    ensureOpen();
    Path job;
    try {
      job = device.handOver("chunks", stream -> task.write(new StateOutput(stream)));
    } catch (IOException e) {
      throw notPassedOn(e);
    }
    Path file = file(task.timestep());
    check(device.ask(Orders.MEASURE_CHUNKS, job.toString(), file.toString()));
    return read(task.timestep(), file);
  }

  private Path file(int timestep) {
    return device.folder().resolve("t" + timestep + PartialFile.EXTENSION);
  }

  private MeasuredPart read(int timestep, Path file) {
    Map<LayerName, Set<Class<? extends Measurement>>> needs = plan.passes().get(timestep);
    try (PassMeasurements ofPass = catalog.forPass(plan.checkpoint().name(), timestep)) {
      Path taken = device.take(file);
      PartState state =
          PartialFile.read(
              taken,
              WorkerMain.task(timestep),
              from -> PartState.read(from, settings.inputs(), ofPass.byType(), needs));
      Files.delete(taken);
      return state.part();
    } catch (IOException | SessionException e) {
      throw notPassedOn(e instanceof IOException io ? io : new IOException(e));
    }
  }

  private void check(Message answer) {
    if (!answer.kind().equals(Orders.FAILED)) {
      return;
    }
    String message = answer.field(1);
    switch (Failure.valueOf(answer.field(0))) {
      case USER -> throw new UserError(message);
      case LOST -> {
        device.restart();
        throw new OverdueException(message);
      }
      case OVERDUE -> throw new OverdueException(message);
      case MEMORY ->
          throw new UserError(
              "it took more memory than a worker process may take ("
                  + message
                  + "). Give it more, -Daudit.worker.heap=… with as many GB as there are, or ask"
                  + " for less: fewer layers (audit.layers), or images at once (audit.batch=1).");
      default -> throw new IllegalStateException("In its worker process: " + message);
    }
  }

  @Override
  public void refuseChange() {} // the worker has, after each timestep

  @Override
  public void close() {
    if (openedIn == device.number()) {
      openedIn = 0;
      try {
        check(device.ask(Orders.CLOSE));
      } catch (WorkerEndedException | CancellationException e) {
        return; // it holds nothing any more
      }
    }
  }
}

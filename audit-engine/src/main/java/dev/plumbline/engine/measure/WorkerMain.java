package dev.plumbline.engine.measure;

import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.measure.chunks.ChunkTask;
import dev.plumbline.engine.measure.partial.PartialFile;
import dev.plumbline.engine.measure.partial.StateInput;
import dev.plumbline.engine.measure.process.Message;
import dev.plumbline.engine.measure.process.Orders;
import dev.plumbline.engine.measure.process.Orders.Failure;
import dev.plumbline.engine.measure.process.WorkerEnd;
import dev.plumbline.engine.measure.process.WorkerJob;
import dev.plumbline.engine.measure.results.RunListener;
import dev.plumbline.engine.measure.results.Told;
import dev.plumbline.engine.measure.session.Devices;
import dev.plumbline.engine.measure.session.SessionException;
import dev.plumbline.engine.measure.session.Sessions;
import dev.plumbline.engine.measure.source.CheckpointInputs;
import dev.plumbline.engine.measure.source.OpenedFacts;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.runtime.OverdueException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A worker process: opens the checkpoints that its parent names, one at a time, and measures them
 * on one device as the parent would. It judges nothing and writes nothing but partials into the
 * folder that it was given.
 */
public final class WorkerMain {

  /** What the file is called in which a worker tells its parent of an open checkpoint. */
  static final SortedMap<String, String> OPENED =
      Collections.unmodifiableSortedMap(new TreeMap<>(Map.of(Orders.TASK, "none yet")));

  private static final int LOST = 4;

  private final WorkerEnd parent;
  private final Map<Class<? extends Measurement>, MeasurementProvider<?>> providers =
      Measurer.registeredProviders();
  private final Told told;
  private Devices devices;
  private CheckpointInputs inputs;
  private LocalMeasurer measurer;
  private OpenedFacts opened;
  private String what = "the worker process";

  private WorkerMain(WorkerEnd parent) {
    this.parent = parent;
    this.told = new Told(new ToParent(parent));
  }

  /**
   * Works for the process that started this one.
   *
   * @param arguments the word that messages begin with
   */
  public static void main(String[] arguments) throws InterruptedException {
    new WorkerMain(WorkerEnd.take(arguments[0])).work();
  }

  /** Passes on what is told. */
  private record ToParent(WorkerEnd parent) implements RunListener {

    @Override
    public void line(String text) {
      parent.tell(Message.of(Orders.LINE, text));
    }

    @Override
    public void step(String text, double ofTask) {
      parent.tell(Message.of(Orders.STEP, text, Double.toString(ofTask)));
    }

    @Override
    public void warning(String about, String text) {
      parent.tell(Message.of(Orders.WARNING, about, text));
    }

    @Override
    public void environment(String name, String value) {
      parent.tell(Message.of(Orders.FACT, name, value));
    }
  }

  private void work() throws InterruptedException {
    while (true) {
      parent.tell(answer(parent.next()));
    }
  }

  private Message answer(Message order) {
    try {
      switch (order.kind()) {
        case Orders.OPEN -> open(Path.of(order.field(0)), Path.of(order.field(1)));
        case Orders.MEASURE -> measure(Integer.parseInt(order.field(0)), Path.of(order.field(1)));
        case Orders.MEASURE_CHUNKS -> chunks(Path.of(order.field(0)), Path.of(order.field(1)));
        default -> close();
      }
      return Message.of(Orders.DONE);
    } catch (UserError e) {
      return failed(Failure.USER, e.getMessage());
    } catch (OverdueException e) {
      return failed(Failure.OVERDUE, e.getMessage());
    } catch (SessionException e) {
      return failed(Failure.USER, Sessions.failure(what, e).getMessage());
    } catch (OutOfMemoryError e) {
      return failed(Failure.MEMORY, String.valueOf(e.getMessage()));
    } catch (IOException | RuntimeException | Error e) {
      e.printStackTrace();
      return failed(Failure.OTHER, e.toString());
    }
  }

  private static Message failed(Failure how, String message) {
    return Message.of(Orders.FAILED, how.name(), String.valueOf(message));
  }

  private void open(Path file, Path answer) throws IOException, SessionException {
    close();
    WorkerJob job;
    try (InputStream stream = new BufferedInputStream(Files.newInputStream(file))) {
      job = WorkerJob.read(new StateInput(stream, Files.size(file)), providers.keySet());
    }
    what = "opening it";
    MeasuringSettings settings =
        MeasuringSettings.of(job.inputs(), job.options()).withExplorer(job.explorer());
    if (devices == null) { // the same for all checkpoints of a run
      devices = new Devices(settings.options(), told, Optional.empty());
      inputs = new CheckpointInputs(settings.inputs(), false, told); // the parent compares
    }
    Sessions sessions = devices.first();
    sessions.whenLost(this::lost);
    MeasurementCatalog catalog = MeasurementCatalog.of(providers, settings, told);
    measurer = new CheckpointOpener(settings, inputs, catalog, told).open(job.plan(), sessions);
    SortedMap<String, String> facts = measurer.opened().facts().get();
    opened = new OpenedFacts(() -> facts, measurer.opened().thumbnails());
    PartialFile.write(answer, OPENED, opened::write);
  }

  /** Says so and ends, since nothing else can be done with this process. */
  private void lost(String message) {
    parent.tell(failed(Failure.LOST, message));
    Runtime.getRuntime().halt(LOST);
  }

  private void measure(int timestep, Path file) throws IOException, SessionException {
    what = "at t=" + timestep;
    answer(measurer.measure(timestep), file);
  }

  /** Measures chunks, whose partials go where they are kept; what failed goes to the parent. */
  private void chunks(Path job, Path file) throws IOException, SessionException {
    ChunkTask task;
    try (InputStream stream = new BufferedInputStream(Files.newInputStream(job))) {
      task = ChunkTask.read(new StateInput(stream, Files.size(job)));
    }
    what = "at t=" + task.timestep();
    answer(measurer.measure(task), file);
  }

  private void answer(MeasuredPart part, Path file) throws IOException {
    measurer.refuseChange();
    PartState state = new PartState(opened, told.notes(), part);
    PartialFile.write(file, task(part.timestep()), state::write);
  }

  /** Returns what a partial is called that a worker hands to its parent. */
  static SortedMap<String, String> task(int timestep) {
    return new TreeMap<>(Map.of(Orders.TASK, Integer.toString(timestep)));
  }

  private void close() throws SessionException {
    if (measurer != null) {
      LocalMeasurer closing = measurer;
      measurer = null;
      closing.close();
    }
  }
}

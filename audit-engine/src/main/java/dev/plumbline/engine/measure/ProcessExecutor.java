package dev.plumbline.engine.measure;

import dev.plumbline.engine.measure.memory.AvailableMemory;
import dev.plumbline.engine.measure.process.WorkerLauncher;
import dev.plumbline.engine.measure.process.WorkerLaunchers;
import dev.plumbline.engine.measure.results.RunListener;
import dev.plumbline.engine.measure.source.ControlStore;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.RunOptions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Measures in worker processes, one for each device, wherever a launcher starts them. */
final class ProcessExecutor implements MeasuringExecutor {

  private final MeasuringSettings settings;
  private final MeasurementCatalog catalog;
  private final ControlStore controls;
  private final RunListener listener;
  private final WorkerLauncher launcher;
  private List<WorkerDevice> devices = List.of();
  private boolean isTold;

  /**
   * Makes an executor. No process is started yet.
   *
   * @param settings what is measured on, and how
   * @param catalog the measurements there are
   * @param controls writes the files of controls
   * @param listener hears how it goes
   */
  ProcessExecutor(
      MeasuringSettings settings,
      MeasurementCatalog catalog,
      ControlStore controls,
      RunListener listener) {
    this.settings = settings;
    this.catalog = catalog;
    this.controls = controls;
    this.listener = listener;
    this.launcher = WorkerLaunchers.of(settings.work().executor());
  }

  @Override
  public synchronized List<MeasuringDevice> devices() {
    List<Device> asked = settings.options().devices();
    if (!isTold && asked.size() > 1) {
      listener.environment("device", Device.list(asked));
    }
    isTold = true;
    return List.copyOf(made());
  }

  private synchronized List<WorkerDevice> made() {
    if (devices.isEmpty()) {
      List<Device> asked = settings.options().devices();
      OptionalLong memory = settings.options().memory();
      List<WorkerDevice> made = new ArrayList<>();
      for (Device device : asked) {
        RunOptions options = settings.options().on(List.of(device));
        boolean shares = asked.size() > 1 && device.kind() == Device.Kind.CPU;
        OptionalLong all = memory.isEmpty() && shares ? AvailableMemory.bytes() : memory;
        if (shares && all.isPresent()) {
          options = options.withMemory(all.getAsLong() / asked.size());
        }
        made.add(new WorkerDevice(settings.withOptions(options), launcher, asked.size(), listener));
      }
      devices = made;
    }
    return devices;
  }

  @Override
  public Set<String> refusals() {
    Set<String> refusals = new LinkedHashSet<>();
    made().forEach(device -> device.refusal().ifPresent(refusals::add));
    return refusals;
  }

  @Override
  public MeasuringDevice renew(int number) {
    return devices().get(number);
  }

  @Override
  public CheckpointMeasurer open(CheckpointPlan plan, MeasuringDevice device) {
    return WorkerMeasurer.open(controls.ready(plan), (WorkerDevice) device, settings, catalog);
  }

  @Override
  public synchronized void close() {
    devices.forEach(WorkerDevice::close);
  }
}

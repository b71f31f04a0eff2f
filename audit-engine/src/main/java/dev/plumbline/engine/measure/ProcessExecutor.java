package dev.plumbline.engine.measure;

import dev.plumbline.engine.measure.memory.AvailableMemory;
import dev.plumbline.engine.measure.results.RunListener;
import dev.plumbline.engine.measure.source.ControlStore;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.RunOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Measures in worker processes, one for each device, which lasts as long as nothing ends it. */
final class ProcessExecutor implements MeasuringExecutor {

  private final MeasuringSettings settings;
  private final MeasurementCatalog catalog;
  private final ControlStore controls;
  private final RunListener listener;
  private List<WorkerDevice> devices = List.of();

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
  }

  @Override
  public synchronized List<MeasuringDevice> devices() {
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
        made.add(new WorkerDevice(settings.withOptions(options), asked.size() > 1, listener));
      }
      devices = made;
      if (asked.size() > 1) {
        listener.environment("device", Device.list(asked));
      }
    }
    return List.copyOf(devices);
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

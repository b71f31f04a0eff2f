package dev.plumbline.engine.measure;

import dev.plumbline.engine.measure.session.Devices;
import dev.plumbline.engine.measure.session.Sessions;
import dev.plumbline.engine.measure.source.ControlStore;
import dev.plumbline.engine.plan.CheckpointPlan;
import java.util.List;
import java.util.function.Consumer;

/**
 * Measures in this process.
 *
 * @param sessions the devices
 * @param opener opens checkpoints
 * @param controls writes the files of controls
 */
record LocalExecutor(Devices sessions, CheckpointOpener opener, ControlStore controls)
    implements MeasuringExecutor {

  /**
   * A device of this process.
   *
   * @param sessions what opens sessions on it
   */
  record LocalDevice(Sessions sessions) implements MeasuringDevice {

    @Override
    public String name() {
      return sessions.device().toString();
    }

    @Override
    public void whenLost(Consumer<String> whenLost) {
      sessions.whenLost(whenLost);
    }

    @Override
    public void terminate() {
      sessions.terminate();
    }
  }

  @Override
  public List<MeasuringDevice> devices() {
    return sessions.sessions().stream()
        .map(LocalDevice::new)
        .map(MeasuringDevice.class::cast)
        .toList();
  }

  @Override
  public MeasuringDevice renew(int number) {
    return new LocalDevice(sessions.renew(number));
  }

  @Override
  public CheckpointMeasurer open(CheckpointPlan plan, MeasuringDevice device) {
    return opener.open(controls.ready(plan), ((LocalDevice) device).sessions());
  }

  @Override
  public void close() {} // sessions are closed by those who measure
}

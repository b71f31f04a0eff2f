package dev.plumbline.engine.measure;

import dev.plumbline.engine.plan.CheckpointPlan;
import java.util.List;
import java.util.Set;

/** Where measuring is done: in this process, or in others. */
interface MeasuringExecutor extends AutoCloseable {

  /**
   * Returns the devices.
   *
   * @throws dev.plumbline.engine.plan.UserError if a device that was asked for cannot be had
   */
  List<MeasuringDevice> devices();

  /** Returns why nothing can be measured here, as far as that is known before; a message each. */
  default Set<String> refusals() {
    return Set.of();
  }

  /**
   * Replaces a device of which a call did not come back.
   *
   * @param number the device's number, from 0
   * @return the new one
   */
  MeasuringDevice renew(int number);

  /**
   * Opens a checkpoint: its graph is read, its inputs are made ready.
   *
   * @param plan what is to be measured of it
   * @param device the device whose encoders make its inputs, and on which it is measured
   */
  CheckpointMeasurer open(CheckpointPlan plan, MeasuringDevice device);

  /** Ends what is still there. */
  @Override
  void close();
}

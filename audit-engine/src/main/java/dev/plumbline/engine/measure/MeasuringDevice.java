package dev.plumbline.engine.measure;

import java.util.function.Consumer;

/** Where a checkpoint is measured, one at a time. */
interface MeasuringDevice {

  /** Returns the device as users write it. */
  String name();

  /**
   * Says who is told of a call that does not come back, and that nothing can end.
   *
   * @param whenLost told what did not come back, and what to do
   */
  void whenLost(Consumer<String> whenLost);

  /** Ends what is being measured in the middle, and what is to come as well. */
  void terminate();
}

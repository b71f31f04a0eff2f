package dev.plumbline.engine.plan;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How measuring is carried out.
 *
 * @param device where
 * @param threads threads of a session
 * @param batch the most images a run of the U-Net takes at once; empty for the device's default
 * @param memory the bytes that a run may take; empty for what is available
 * @param probe which position probe is trained
 */
public record RunOptions(
    Device device, int threads, OptionalInt batch, OptionalLong memory, ProbeOptions probe) {

  /**
   * Makes options for a run that may take what memory is available and trains the default probe.
   *
   * @param device where
   * @param threads threads of a session
   * @param batch the most images a run of the U-Net takes at once; empty for the device's default
   */
  public RunOptions(Device device, int threads, OptionalInt batch) {
    this(device, threads, batch, OptionalLong.empty(), ProbeOptions.LDA);
  }
}

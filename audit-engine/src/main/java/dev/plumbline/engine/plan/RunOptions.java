package dev.plumbline.engine.plan;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How measuring is carried out.
 *
 * @param devices where: one session on each at a time; of one kind
 * @param threads threads of a session
 * @param batch the most images a run of the U-Net takes at once; empty for the device's default
 * @param memory the bytes that measuring may take: on the CPU of all sessions together, of a GPU
 *     its own; empty for what is available
 * @param probe which position probe is trained
 * @param overlap whether what came out of a batch is added up while the next one is computed; empty
 *     for the device's default
 */
public record RunOptions(
    List<Device> devices,
    int threads,
    OptionalInt batch,
    OptionalLong memory,
    ProbeOptions probe,
    Optional<Boolean> overlap) {

  /** Copies the devices. */
  public RunOptions {
    devices = List.copyOf(devices);
  }

  /**
   * Makes options for a run on one device that may take what memory is available, and trains the
   * default probe.
   *
   * @param device where
   * @param threads threads of a session
   * @param batch the most images a run of the U-Net takes at once; empty for the device's default
   */
  public RunOptions(Device device, int threads, OptionalInt batch) {
    this(List.of(device), threads, batch, OptionalLong.empty(), ProbeOptions.LDA, Optional.empty());
  }

  /**
   * Returns the same options for other devices.
   *
   * @param others where
   * @return the options
   */
  public RunOptions on(List<Device> others) {
    return new RunOptions(others, threads, batch, memory, probe, overlap);
  }
}

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
   * Returns the same options for other devices.
   *
   * @param others where
   * @return the options
   */
  public RunOptions on(List<Device> others) {
    return new RunOptions(others, threads, batch, memory, probe, overlap);
  }

  /**
   * Returns the same options with other batches.
   *
   * @param most the most images a run takes at once
   * @return the options
   */
  public RunOptions withBatch(int most) {
    return new RunOptions(devices, threads, OptionalInt.of(most), memory, probe, overlap);
  }
}

package dev.plumbline.engine.plan;

import java.time.Duration;
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
 * @param timeout how long loading a model, or running one once, is waited for; empty for many times
 *     what is estimated
 */
public record RunOptions(
    List<Device> devices,
    int threads,
    OptionalInt batch,
    OptionalLong memory,
    ProbeOptions probe,
    Optional<Boolean> overlap,
    Optional<Duration> timeout) {

  /** Copies the devices. */
  public RunOptions {
    devices = List.copyOf(devices);
  }

  /**
   * Returns the same options with another probe, or another folder for what it keeps.
   *
   * @param other which
   */
  public RunOptions withProbe(ProbeOptions other) {
    return new RunOptions(devices, threads, batch, memory, other, overlap, timeout);
  }

  /**
   * Returns the same options for other devices.
   *
   * @param others where
   * @return the options
   */
  public RunOptions on(List<Device> others) {
    return new RunOptions(others, threads, batch, memory, probe, overlap, timeout);
  }

  /**
   * Returns the same options with other memory.
   *
   * @param bytes the bytes that measuring may take
   * @return the options
   */
  public RunOptions withMemory(long bytes) {
    return new RunOptions(devices, threads, batch, OptionalLong.of(bytes), probe, overlap, timeout);
  }

  /**
   * Returns the same options with a time limit.
   *
   * @param limit how long loading a model, or running one once, is waited for
   * @return the options
   */
  public RunOptions withTimeout(Duration limit) {
    return new RunOptions(devices, threads, batch, memory, probe, overlap, Optional.of(limit));
  }

  /**
   * Returns the same options with other batches.
   *
   * @param most the most images a run takes at once
   * @return the options
   */
  public RunOptions withBatch(int most) {
    return new RunOptions(devices, threads, OptionalInt.of(most), memory, probe, overlap, timeout);
  }
}

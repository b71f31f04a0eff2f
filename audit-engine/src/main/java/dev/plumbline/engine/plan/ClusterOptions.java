package dev.plumbline.engine.plan;

import java.util.Optional;

/**
 * The cluster that measuring is done on, where it is.
 *
 * @param master its address, as Spark has it; empty for that of the environment, or this machine
 * @param timesteps how many timesteps are measured at once: while one is fitted, machines have the
 *     other's images
 * @param fetch whether machines fetch files; else they have them where they are here
 */
public record ClusterOptions(Optional<String> master, int timesteps, boolean fetch) {

  /** What holds where nothing is said. */
  public static final ClusterOptions DEFAULT = new ClusterOptions(Optional.empty(), 2, false);
}

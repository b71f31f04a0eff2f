package dev.plumbline.engine.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Where measuring is done, and where what it comes to is kept.
 *
 * @param executor where it is done
 * @param workerHeap the bytes that the heap of a worker process may take; empty for as many as this
 *     process's
 * @param folder the folder that partials are kept in; empty for none
 * @param shard the part of the run that is measured here; empty for all of it
 * @param merge the folders that partials are read from: in a run that measures nothing, those of
 *     all parts; in the second round of a part, those of the first; empty in any other
 * @param containers what containers are made of, and what each may take
 * @param cluster the cluster, where measuring is done on one
 */
public record WorkOptions(
    Executor executor,
    OptionalLong workerHeap,
    Optional<Path> folder,
    Optional<Shard> shard,
    List<Path> merge,
    Containers containers,
    ClusterOptions cluster) {

  /** Measures in this process, and keeps nothing. */
  public static final WorkOptions IN_PROCESS =
      new WorkOptions(
          Executor.IN_PROCESS,
          OptionalLong.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Containers.DEFAULT,
          ClusterOptions.DEFAULT);

  /** The places where measuring can be done. */
  public enum Executor {
    /** In worker processes where they can be had, and nothing needs this one. */
    AUTO,
    /** In this process. */
    IN_PROCESS,
    /** In worker processes of this machine, one for each device. */
    PROCESS,
    /** In worker processes each of which is in a container of this machine. */
    CONTAINER,
    /** On Spark, by the module that brings it. */
    SPARK;

    /** Returns the name that parameters use. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * What containers are made of, and what each may take.
   *
   * @param image their image; empty for the default, which is made where there is none
   * @param memory the bytes that each may take; empty for its heap and what measuring may take
   * @param cpus how many processors each may use; empty for its threads and one
   * @param pids how many processes and threads there may be in each
   */
  public record Containers(
      Optional<String> image, OptionalLong memory, OptionalDouble cpus, int pids) {

    /** So many are more than a worker needs on any machine. */
    public static final int DEFAULT_PIDS = 1024;

    /** What there is without any parameter. */
    public static final Containers DEFAULT =
        new Containers(
            Optional.empty(), OptionalLong.empty(), OptionalDouble.empty(), DEFAULT_PIDS);
  }

  /**
   * The cluster that measuring is done on, where it is.
   *
   * @param master its address, as Spark has it; empty for that of the environment, or this machine
   * @param timesteps how many timesteps are measured at once: while one is fitted, machines have
   *     the other's images
   * @param fetch whether machines fetch files; else they have them where they are here
   */
  public record ClusterOptions(Optional<String> master, int timesteps, boolean fetch) {

    /** What holds where nothing is said. */
    public static final ClusterOptions DEFAULT = new ClusterOptions(Optional.empty(), 2, false);
  }

  /** Copies the folders. */
  public WorkOptions {
    merge = List.copyOf(merge);
  }

  /** Tells whether nothing is measured, and all is read. */
  public boolean onlyMerges() {
    return !merge.isEmpty() && shard.isEmpty();
  }

  /** Returns in which round chunks are measured: the second reads what came of the first. */
  public int round() {
    return merge.isEmpty() ? 1 : 2;
  }

  /** Tells whether a share of each timestep's chunks is measured. */
  public boolean isByChunk() {
    return shard.filter(part -> part.by() == Shard.Cut.CHUNK).isPresent();
  }
}

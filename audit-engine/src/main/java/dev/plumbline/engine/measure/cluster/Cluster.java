package dev.plumbline.engine.measure.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Machines that do tasks of measuring, wherever they are. What is to be done and what came of it
 * are bytes to them: on the machine, {@link dev.plumbline.engine.measure.ClusterWorker} makes the
 * one of the other.
 */
public interface Cluster extends AutoCloseable {

  /** Takes what tasks came to. */
  @FunctionalInterface
  interface Answers {

    /**
     * Takes what a task came to, once for each task, from any thread.
     *
     * @param task its number
     * @param answer the bytes
     */
    void take(int task, byte[] answer);
  }

  /** Returns what it is, for people and reports, such as {@code Spark 4.2.0 on local[2]}. */
  String description();

  /** Returns why nothing may come back, a sentence for people; empty if nothing is known of it. */
  Optional<String> trouble();

  /**
   * Gives machines an archive, which each fetches and unpacks once, when a task needs it.
   *
   * @param archive a {@code .zip} file, by whose name tasks find it; it stays where it is
   */
  void give(Path archive);

  /**
   * Has tasks done, in any order. A task whose machine is lost is done on another one.
   *
   * @param what what they are for, for people
   * @param shared what all of them are told
   * @param tasks their numbers
   * @param answers takes what each came to
   * @return done when the last one is; fails with a message for people if one is lost for good;
   *     where it is cancelled, so are the tasks
   */
  CompletableFuture<Void> submit(String what, byte[] shared, List<Integer> tasks, Answers answers);

  /** Leaves the cluster. */
  @Override
  void close();
}

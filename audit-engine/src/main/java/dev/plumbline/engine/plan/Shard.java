package dev.plumbline.engine.plan;

import java.util.Locale;

/**
 * One of the parts that a run's measuring is dealt into.
 *
 * @param number which one, from 1
 * @param of how many there are
 * @param by what is dealt out
 */
public record Shard(int number, int of, Cut by) {

  /** What parts are dealt. */
  public enum Cut {
    /** Whole timesteps of checkpoints, in one round. */
    TIMESTEP,
    /** Chunks of each timestep's images, in two rounds: classifiers are fitted between the two. */
    CHUNK;

    /** Returns the name that parameters use. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Tells whether a task is this part's.
   *
   * @param task the task's place among all of the run, from 0
   */
  public boolean has(int task) {
    return task % of == number - 1;
  }

  /** Returns the part as users write it, such as {@code 2/8}. */
  @Override
  public String toString() {
    return number + "/" + of;
  }
}

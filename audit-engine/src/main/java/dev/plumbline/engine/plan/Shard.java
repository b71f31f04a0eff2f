package dev.plumbline.engine.plan;

/**
 * One of the parts that a run's measuring is dealt into.
 *
 * @param number which one, from 1
 * @param of how many there are
 */
public record Shard(int number, int of) {

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

package dev.plumbline.spark;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Sees the tasks of a run; Spark makes it, by its name. */
public final class TasksSeen extends SparkListener {

  /** How many tasks came to something. */
  static final AtomicInteger DONE = new AtomicInteger();

  /** How many did not. */
  static final AtomicInteger LOST = new AtomicInteger();

  /** Is done once, when three tasks are. */
  static final AtomicReference<Runnable> AFTER_THREE = new AtomicReference<>();

  /** Made by Spark. */
  public TasksSeen() {}

  /** Forgets what was seen. */
  static void reset() {
    DONE.set(0);
    LOST.set(0);
    AFTER_THREE.set(null);
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (!end.taskInfo().successful()) {
      LOST.incrementAndGet();
    } else if (DONE.incrementAndGet() >= 3) {
      Runnable action = AFTER_THREE.getAndSet(null);
      if (action != null) {
        action.run();
      }
    }
  }
}

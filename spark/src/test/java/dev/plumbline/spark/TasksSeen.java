package dev.plumbline.spark;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/** Sees the tasks of a run; Spark makes it, by its name. */
public final class TasksSeen extends SparkListener {

  /** How many tasks came to something. */
  static final AtomicInteger DONE = new AtomicInteger();

  /** How many did not. */
  static final AtomicInteger LOST = new AtomicInteger();

  /** The bytes that came back. */
  static final AtomicInteger BYTES = new AtomicInteger();

  /** Gets the executor of the first task that is begun after three are done. */
  static final AtomicReference<Consumer<String>> IN_THE_MIDDLE = new AtomicReference<>();

  /** Made by Spark. */
  public TasksSeen() {}

  /** Forgets what was seen. */
  static void reset() {
    DONE.set(0);
    LOST.set(0);
    BYTES.set(0);
    IN_THE_MIDDLE.set(null);
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart start) {
    if (DONE.get() >= 3) {
      Consumer<String> action = IN_THE_MIDDLE.getAndSet(null);
      if (action != null) {
        action.accept(start.taskInfo().executorId());
      }
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.taskInfo().successful()) {
      DONE.incrementAndGet();
      BYTES.addAndGet((int) end.taskMetrics().resultSize());
    } else {
      LOST.incrementAndGet();
    }
  }
}

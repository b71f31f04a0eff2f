package dev.plumbline.engine.measure;

import dev.plumbline.engine.measure.results.RunListener;
import java.util.Locale;

/**
 * Tells people how far a run is: how many timesteps of all checkpoints are measured, on whatever
 * device or in whatever process, and how long the others will take.
 */
final class TasksDone {

  private static final double SECONDS_TO_TELL = 30;

  private final RunListener listener;
  private int expected;
  private int done;
  private long start;

  TasksDone(RunListener listener) {
    this.listener = listener;
  }

  /** Counts timesteps that are to be measured. */
  synchronized void expect(int more) {
    if (done == expected) {
      expected = 0;
      done = 0;
      start = System.nanoTime();
    }
    expected += more;
    listener.tasks(done, expected, "");
  }

  /** Counts one that is measured, or cannot be. */
  synchronized void done() {
    done++;
    double seconds = (System.nanoTime() - start) / 1e9;
    double left = seconds / done * (expected - done);
    boolean isTold = done < expected && left > SECONDS_TO_TELL;
    listener.tasks(
        done,
        expected,
        isTold
            ? String.format(
                Locale.ROOT, "%.1f a minute, about %s left", 60 * done / seconds, time(left))
            : "");
  }

  private static String time(double seconds) {
    return seconds < 120
        ? String.format(Locale.ROOT, "%.0f s", seconds)
        : String.format(Locale.ROOT, "%.0f min", seconds / 60);
  }
}

package dev.plumbline.engine.measure.pass;

import dev.plumbline.engine.measure.results.RunListener;
import java.time.Duration;
import java.util.Locale;

/** Tells people how far a pass is: images done, rate, time left. */
public final class Progress {

  private static final long INTERVAL_NANOS = Duration.ofSeconds(5).toNanos();

  private final String what;
  private int images;
  private String unit = "images";
  private final RunListener listener;
  private final long start = System.nanoTime();
  private long lastLine = start;
  private int done;

  public Progress(String checkpoint, int timestep, int images, RunListener listener) {
    this.what = "measuring " + checkpoint + " at t=" + timestep;
    this.images = images;
    this.listener = listener;
  }

  /**
   * Makes progress of a pass whose chunks are measured elsewhere.
   *
   * @param chunks how many there are
   */
  public static Progress ofChunks(
      String checkpoint, int timestep, int chunks, RunListener listener) {
    Progress progress = new Progress(checkpoint, timestep, chunks, listener);
    progress.unit = "chunks";
    return progress;
  }

  /** Has images counted that come once more: from now on passes are counted. */
  void again(int count) {
    images += count;
    unit = "passes";
  }

  /** Counts images, passes or chunks that are done. */
  public void add(int count) {
    done += count;
    long now = System.nanoTime();
    if (done < images && now - lastLine > INTERVAL_NANOS) {
      lastLine = now;
      double seconds = (now - start) / 1e9;
      listener.step(
          String.format(
              Locale.ROOT,
              "%s: %d of %d %s, %.2f %4$s/s, about %.0f s left",
              what,
              done,
              images,
              unit,
              done / seconds,
              (images - done) * seconds / done),
          (double) done / images);
    }
  }

  /** Says that all are done. */
  public void done() {
    double seconds = (System.nanoTime() - start) / 1e9;
    listener.step(
        String.format(
            Locale.ROOT,
            "%s: %d %s in %.1f s (%.2f %3$s/s)",
            what,
            done,
            unit,
            seconds,
            done / seconds),
        1);
  }
}

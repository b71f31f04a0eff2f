package dev.plumbline.engine.measure;

import java.time.Duration;
import java.util.Locale;

/** Tells people how far a pass is: images done, rate, time left. */
final class Progress {

  private static final long INTERVAL_NANOS = Duration.ofSeconds(5).toNanos();

  private final String what;
  private final int images;
  private final RunListener listener;
  private final long start = System.nanoTime();
  private long lastLine = start;
  private int done;

  Progress(String checkpoint, int timestep, int images, RunListener listener) {
    this.what = "measuring " + checkpoint + " at t=" + timestep;
    this.images = images;
    this.listener = listener;
  }

  void add(int count) {
    done += count;
    long now = System.nanoTime();
    if (done < images && now - lastLine > INTERVAL_NANOS) {
      lastLine = now;
      double seconds = (now - start) / 1e9;
      listener.line(
          String.format(
              Locale.ROOT,
              "%s: %d of %d images, %.2f images/s, about %.0f s left",
              what,
              done,
              images,
              done / seconds,
              (images - done) * seconds / done));
    }
  }

  void done() {
    double seconds = (System.nanoTime() - start) / 1e9;
    listener.line(
        String.format(
            Locale.ROOT,
            "%s: %d images in %.1f s (%.2f images/s)",
            what,
            done,
            seconds,
            done / seconds));
  }
}

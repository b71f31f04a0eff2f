package dev.plumbline.engine.measure.probe.softmax;

import dev.plumbline.engine.measure.results.RunListener;
import java.time.Duration;
import java.util.Locale;

/** Tells people how far the training of one pass's probes is. Probes are trained in parallel. */
public final class TrainingProgress {

  private static final long INTERVAL_NANOS = Duration.ofSeconds(5).toNanos();

  private final String what;
  private final RunListener listener;
  private int probes;
  private long steps;
  private long done;
  private long start;
  private long lastLine;

  /**
   * Makes the progress of a pass.
   *
   * @param where the checkpoint and the timestep, for people
   */
  public TrainingProgress(String where, RunListener listener) {
    this.what = "training the softmax probes of " + where;
    this.listener = listener;
  }

  /** Counts the steps of a probe that is about to be trained, with others or after all of them. */
  synchronized void expect(long more) {
    if (done == steps) {
      probes = 0;
      steps = 0;
      done = 0;
    }
    steps += more;
    probes++;
    start = System.nanoTime();
    lastLine = start;
  }

  /** Counts a step that was taken. */
  synchronized void add() {
    done++;
    long now = System.nanoTime();
    double seconds = (now - start) / 1e9;
    if (done == steps) {
      listener.step(
          String.format(
              Locale.ROOT, "%s: %d layers, %d steps in %.1f s", what, probes, done, seconds),
          0);
    } else if (now - lastLine > INTERVAL_NANOS) {
      lastLine = now;
      listener.step(
          String.format(
              Locale.ROOT,
              "%s: %d of %d steps, about %.0f s left",
              what,
              done,
              steps,
              (steps - done) * seconds / done),
          0);
    }
  }
}

package dev.plumbline.engine.console;

import java.io.PrintStream;
import java.util.Optional;

/** Tells people how fetching goes: in one line that is rewritten, or in a line now and then. */
public final class FetchLines {

  private static final long EVERY_NANOS = 10_000_000_000L;

  private final PrintStream stream;
  private final String before;
  private final boolean isTold;
  private final Optional<ProgressBar> bar;
  private long said = System.nanoTime();

  /**
   * Makes it; nothing is said yet.
   *
   * @param stream where people are told
   * @param before what each line begins with
   * @param isBar whether a line on it can be, and is to be, rewritten
   * @param isTold whether people are told at all how far something is
   */
  public FetchLines(PrintStream stream, String before, boolean isBar, boolean isTold) {
    this.stream = stream;
    this.before = before;
    this.isTold = isTold;
    this.bar = isBar && isTold ? Optional.of(new ProgressBar(stream)) : Optional.empty();
  }

  /** Says a line. */
  public void line(String text) {
    bar.ifPresent(ProgressBar::end);
    stream.println(before + text);
  }

  /**
   * Says how far something is.
   *
   * @param text what
   * @param share how much of it is done, from 0 to 1
   */
  public void progress(String text, double share) {
    long now = System.nanoTime();
    if (bar.isPresent()) {
      bar.get().end();
      if (share < 1) {
        bar.get().tasks(0, 1, "");
        bar.get().step(text, share);
      }
    } else if (isTold && share < 1 && now - said > EVERY_NANOS) {
      said = now;
      stream.println(before + text);
    }
  }

  /** Takes away what is only shown while something is fetched. */
  public void end() {
    bar.ifPresent(ProgressBar::end);
  }
}

package dev.plumbline.engine.console;

import java.io.PrintStream;
import java.util.Locale;

/**
 * One line at the end of what is written that says how far a run is, and is written again in place
 * whenever that changes. Whatever else is written comes before it. The bar never goes back, except
 * for more that is to be done.
 */
public final class ProgressBar {

  private static final int WIDTH = 79;
  private static final int CELLS = 24;

  private final PrintStream stream;
  private int done;
  private int all;
  private double share;
  private String times = "";
  private String step = "";
  private int drawn;

  /**
   * Makes a bar that is not drawn yet.
   *
   * @param stream a terminal, or what is to hold what one would be sent
   */
  public ProgressBar(PrintStream stream) {
    this.stream = stream;
  }

  /** Writes a line above the bar. */
  public synchronized void line(String text) {
    erase();
    stream.println(text);
    draw();
  }

  /**
   * Says how far the run is.
   *
   * @param isDone how many tasks are done
   * @param ofAll how many there are
   * @param text more about it, such as the time left; may be empty
   */
  public synchronized void tasks(int isDone, int ofAll, String text) {
    done = isDone;
    all = ofAll;
    share = 0;
    step = "";
    times = text;
    erase();
    draw();
  }

  /**
   * Says how far the task is that is being done.
   *
   * @param text what is being done
   * @param ofTask how much of the task is done, from 0 to 1
   */
  public synchronized void step(String text, double ofTask) {
    share = Math.max(share, Math.min(1, ofTask));
    step = text;
    erase();
    draw();
  }

  /** Takes the bar away. */
  public synchronized void end() {
    erase();
    all = 0;
  }

  private void erase() {
    if (drawn > 0) {
      stream.print("\r" + " ".repeat(drawn) + "\r");
      stream.flush();
      drawn = 0;
    }
  }

  private void draw() {
    if (all == 0 || done >= all) {
      return;
    }
    double whole = Math.min(1, (done + share) / all);
    int cells = (int) (whole * CELLS);
    StringBuilder text = new StringBuilder();
    text.append('[').append("#".repeat(cells)).append("-".repeat(CELLS - cells)).append(']');
    text.append(String.format(Locale.ROOT, " %3d %%, %d of %d", (int) (100 * whole), done, all));
    for (String more : new String[] {times, step}) {
      if (!more.isEmpty()) {
        text.append(", ").append(more);
      }
    }
    if (text.length() > WIDTH) {
      text.setLength(WIDTH - 3);
      text.append("...");
    }
    stream.print(text);
    stream.flush();
    drawn = text.length();
  }
}

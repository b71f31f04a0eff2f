package dev.plumbline.reports.writing;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** How texts of others are written down. */
public final class Texts {

  /** Characters of a first line with what it announces. */
  private static final int ANNOUNCED = 1000;

  private Texts() {}

  /** Returns what a throwable says, or what it is when it says nothing. */
  public static String message(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null || message.isBlank() ? thrown.getClass().getName() : message.strip();
  }

  /** Returns what a throwable is and says, on one line, with the cause at the bottom. */
  public static String reason(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String top = oneLine(thrown.toString());
    return root.equals(thrown) ? top : top + " (" + oneLine(root.toString()) + ")";
  }

  /** Returns the stack trace; of a throwable that has none, what it says. */
  public static String trace(Throwable thrown) {
    if (thrown.getStackTrace().length == 0 && thrown.getCause() == null) {
      return message(thrown);
    }
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace, true));
    return trace.toString();
  }

  /**
   * Returns the first line of a text. Where that only announces what follows, with a colon at its
   * end, what follows comes with it: the platform's messages begin so, and AssertJ's.
   */
  public static String firstLine(String text) {
    List<String> lines =
        text.strip().lines().map(Texts::oneLine).filter(line -> !line.isEmpty()).toList();
    if (lines.isEmpty() || !lines.get(0).endsWith(":")) {
      return lines.isEmpty() ? "" : lines.get(0);
    }
    String announced = String.join(" ", lines);
    return announced.codePointCount(0, announced.length()) <= ANNOUNCED
        ? announced
        : announced.substring(0, announced.offsetByCodePoints(0, ANNOUNCED - 1)) + "…";
  }

  /** Returns a text with every control character, line breaks included, as one blank. */
  public static String oneLine(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ").strip();
  }

  /** Returns a text that HTML shows as it stands. */
  public static String escapeHtml(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /**
   * Returns a text that is no markup even to a reader who takes it for HTML, and reads the same to
   * one who does not: an invisible word joiner keeps {@code <} from beginning a tag, and control
   * characters, but for line breaks and tabs, are gone.
   */
  public static String inert(String text) {
    return text.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", "").replaceAll("<(?=[a-zA-Z/!?])", "<\u2060");
  }

  /** Returns a duration as people say it. */
  public static String time(Duration elapsed) {
    if (elapsed.toMinutes() == 0) {
      return String.format(Locale.ROOT, "%.1f s", elapsed.toMillis() / 1000.0);
    }
    return String.format(
        Locale.ROOT,
        "%d h %02d min %02d s",
        elapsed.toHours(),
        elapsed.toMinutesPart(),
        elapsed.toSecondsPart());
  }
}

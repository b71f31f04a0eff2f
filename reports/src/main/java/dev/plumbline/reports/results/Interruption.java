package dev.plumbline.reports.results;

import dev.plumbline.reports.writing.Texts;
import java.util.List;
import org.junit.platform.launcher.TestIdentifier;

/** What is said of a run that ended before its time. */
final class Interruption {

  /** How many leaves are named, of those that were not audited. */
  private static final int NAMED = 1000;

  private Interruption() {}

  /**
   * Returns the message of the run's failure: a line that says it, and a line for each leaf.
   *
   * @param decided how many leaves have a result
   * @param silent the leaves that have none
   */
  static String message(int decided, List<TestIdentifier> silent) {
    StringBuilder message = new StringBuilder();
    message.append(
        String.format(
            "The process was ended from outside (SIGTERM, Ctrl-C or an exit) before the run was"
                + " over: %d of %d leaves have a result, %d were not audited. Run it again.",
            decided, decided + silent.size(), silent.size()));
    silent.stream()
        .limit(NAMED)
        .map(leaf -> Texts.oneLine(leaf.getLegacyReportingName()))
        .forEach(name -> message.append("\nnot audited: ").append(name));
    if (silent.size() > NAMED) {
      message.append("\nand ").append(silent.size() - NAMED).append(" more");
    }
    return message.toString();
  }
}

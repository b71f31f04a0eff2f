package dev.plumbline.engine.plan;

import java.util.List;
import java.util.stream.Collectors;

/** Names in a sentence: the first few, and how many more there are; long ones are cut. */
public final class Listed {

  private static final int LONGEST = 200;

  private static final int LONGEST_MESSAGE = 1_000;

  private Listed() {}

  /**
   * Returns names as a sentence has them.
   *
   * @param names the names
   * @param most how many of them stand in it
   */
  public static String of(List<String> names, int most) {
    String first =
        names.stream().limit(most).map(Listed::shortened).collect(Collectors.joining(", "));
    return names.size() > most ? first + " and " + (names.size() - most) + " more" : first;
  }

  /**
   * Returns a name as a sentence has it: of one that would fill pages the beginning, and how long
   * it is.
   *
   * @param name the name
   */
  public static String shortened(String name) {
    return cut(name, LONGEST, LONGEST / 2);
  }

  /**
   * Returns a message that quotes what somebody gave, which may be of any length: of one that would
   * fill pages the beginning, and how long it is.
   *
   * @param message the message
   */
  public static String message(String message) {
    return cut(message, LONGEST_MESSAGE, LONGEST_MESSAGE / 2);
  }

  private static String cut(String text, int longest, int kept) {
    return text.length() <= longest
        ? text
        : text.substring(0, text.offsetByCodePoints(kept - 1, 1))
            + String.format("… (%d characters)", text.length());
  }
}

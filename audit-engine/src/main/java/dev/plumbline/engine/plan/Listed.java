package dev.plumbline.engine.plan;

import java.util.List;
import java.util.stream.Collectors;

/** Names in a sentence: the first few, and how many more there are; long ones are cut. */
public final class Listed {

  private static final int LONGEST = 200;

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
    return name.length() <= LONGEST
        ? name
        : name.substring(0, name.offsetByCodePoints(LONGEST / 2 - 1, 1))
            + String.format("… (%d characters)", name.length());
  }
}

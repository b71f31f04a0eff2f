package dev.plumbline.engine.plan;

import java.util.List;
import java.util.stream.Collectors;

/** Names in a sentence: the first few, and how many more there are. */
public final class Listed {

  private Listed() {}

  /**
   * Returns names as a sentence has them.
   *
   * @param names the names
   * @param most how many of them stand in it
   */
  public static String of(List<String> names, int most) {
    String first = names.stream().limit(most).collect(Collectors.joining(", "));
    return names.size() > most ? first + " and " + (names.size() - most) + " more" : first;
  }
}

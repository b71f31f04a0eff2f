package dev.plumbline.engine.plan;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds which of several names someone meant who wrote one that there is not. */
public final class NearestName {

  private NearestName() {}

  /**
   * Returns the name that is nearest to a text: the one that takes the fewest characters to be
   * added, left out or replaced. Capitals count less than that; of equally near ones the first.
   *
   * @param text what was written
   * @param known the names that there are
   * @return the nearest; empty where there is no name
   */
  public static Optional<String> of(String text, Collection<String> known) {
    return known.stream()
        .min(
            Comparator.comparingInt((String name) -> distance(lower(text), lower(name)))
                .thenComparingInt(name -> distance(text, name)));
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}

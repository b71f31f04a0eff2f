package dev.plumbline.engine.config;

import dev.plumbline.api.AuditParameters;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Finds names that look like configuration parameters of audits and are none. */
final class ParameterNames {

  private static final List<String> KNOWN = AuditParameters.names();

  private final Collection<String> names;

  ParameterNames(Collection<String> names) {
    this.names = names;
  }

  /** Returns a message for each unknown name, with the known one that is nearest to it. */
  List<String> problems() {
    return names.stream()
        .filter(name -> name.startsWith(AuditParameters.PREFIX))
        .filter(name -> !name.startsWith(AuditParameters.USER_PREFIX))
        .filter(name -> !name.startsWith(AuditParameters.PARALLEL_PREFIX))
        .filter(name -> !KNOWN.contains(name))
        .sorted()
        .map(name -> name + " is no parameter of audits; did you mean " + nearest(name) + "?")
        .toList();
  }

  private static String nearest(String name) {
    return KNOWN.stream()
        .min(Comparator.comparingInt(known -> distance(name, known)))
        .orElseThrow();
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

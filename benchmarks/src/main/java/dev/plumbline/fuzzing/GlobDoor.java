package dev.plumbline.fuzzing;

import dev.plumbline.engine.plan.Glob;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Globs: the first line of an input, and a name that is matched, the second. What comes out is held
 * against what a table of all pairs of rests says.
 */
final class GlobDoor {

  /** Of what is longer only the time is held against anything: the table would be large. */
  private static final int LONGEST = 300;

  private GlobDoor() {}

  static boolean open(byte[] input, Path folder, Said said) {
    List<String> lines = new String(input, StandardCharsets.UTF_8).lines().toList();
    String glob = lines.isEmpty() ? "" : lines.get(0);
    String name = lines.size() < 2 ? "" : lines.get(1);
    Glob.ofLayers(glob).forEach(one -> one.matches(name));
    boolean matches = Glob.of(glob).matches(name);
    if (glob.length() + name.length() <= LONGEST && matches != expected(glob.strip(), name)) {
      throw new Finding(
          "The glob '"
              + glob
              + "' "
              + (matches ? "matches" : "does not match")
              + " '"
              + name
              + "'");
    }
    if (glob.indexOf('[') < 0 && matches != Glob.ofLayer(glob).matches(name)) {
      throw new Finding("The glob '" + glob + "' over layers is not that over names");
    }
    return true;
  }

  /** Fills a table of whether the rest of a glob matches the rest of a name, from both ends. */
  static boolean expected(String glob, String name) {
    int last = name.length();
    boolean[][] rest = new boolean[glob.length() + 1][last + 1];
    rest[glob.length()][last] = true;
    for (int g = glob.length() - 1; g >= 0; g--) {
      for (int n = last; n >= 0; n--) {
        rest[g][n] = expected(glob, g, name, n, rest);
      }
    }
    return rest[0][0];
  }

  private static boolean expected(String glob, int g, String name, int n, boolean[][] rest) {
    int last = name.length();
    if (glob.substring(g).equals(".**")) { // nothing, or something behind a dot
      return n == last || name.charAt(n) == '.';
    }
    if (glob.startsWith("**.", g)) { // whole segments, and at first none
      boolean matches = rest[g + 3][n];
      for (int dot = name.indexOf('.', n); dot >= 0 && !matches; dot = name.indexOf('.', dot + 1)) {
        matches = rest[g + 3][dot + 1];
      }
      return matches;
    }
    boolean isDeep = glob.startsWith("**", g);
    if (isDeep || glob.charAt(g) == '*') {
      boolean[] behind = rest[g + (isDeep ? 2 : 1)];
      int end = n;
      while (!behind[end] && end < last && (isDeep || name.charAt(end) != '.')) {
        end++;
      }
      return behind[end];
    }
    return n < last && name.charAt(n) == glob.charAt(g) && rest[g + 1][n + 1];
  }
}

package dev.plumbline.fetch.plain;

/** Names of files that come from outside: which of them may become names of files here. */
public final class SafePath {

  private static final int LONGEST = 1024;
  private static final int LONGEST_NAME = 200;

  private SafePath() {}

  /**
   * Tells whether a name may become one below a folder of ours, on any system.
   *
   * @param path names with slashes between them
   */
  public static boolean isSafe(String path) {
    if (path.isEmpty() || path.length() > LONGEST) {
      return false;
    }
    for (String name : path.split("/", -1)) {
      boolean isPlace = name.isEmpty() || name.equals(".") || name.equals("..");
      if (isPlace
          || name.length() > LONGEST_NAME
          || name.endsWith(".")
          || name.endsWith(" ")
          || name.codePoints().anyMatch(SafePath::isForbidden)) {
        return false;
      }
    }
    return true;
  }

  /** What leads elsewhere on some system, or what a terminal obeys in place of showing it. */
  private static boolean isForbidden(int point) {
    return "\\:*?\"<>|".indexOf(point) >= 0
        || switch (Character.getType(point)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.SURROGATE ->
              true;
          default -> false;
        };
  }

  /**
   * Returns a name from outside as it may be shown.
   *
   * @param name the name, of any characters
   */
  public static String shown(String name) {
    StringBuilder shown = new StringBuilder();
    name.codePoints()
        .limit(LONGEST_NAME)
        .forEach(
            point -> {
              boolean isObeyed =
                  Character.isISOControl(point)
                      || Character.getType(point) == Character.FORMAT
                      || Character.getType(point) == Character.SURROGATE;
              shown.append(isObeyed ? String.format("\\u%04X", point) : Character.toString(point));
            });
    return shown.toString();
  }
}

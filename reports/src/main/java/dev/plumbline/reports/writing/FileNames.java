package dev.plumbline.reports.writing;

/** File names of texts from outside. */
public final class FileNames {

  private static final int LONGEST = 100;

  private FileNames() {}

  /** Returns a name of letters, digits, dots, hyphens and underscores that says the same. */
  public static String safe(String text) {
    String name = text.replaceAll("[^A-Za-z0-9._-]+", "_").replaceAll("\\.{2,}", ".");
    return name.substring(0, Math.min(LONGEST, name.length()));
  }
}

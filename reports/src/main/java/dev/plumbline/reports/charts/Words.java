package dev.plumbline.reports.charts;

/** Texts of others in pictures: on one line, without what XML cannot hold, and not too long. */
final class Words {

  private Words() {}

  /** Returns a text in at most so many characters. */
  static String shortened(String text, int most) {
    String plain = text.replaceAll("[\\p{Cntrl}\\p{Cs}\\uFFFE\\uFFFF]+", " ").strip();
    if (plain.length() <= most) {
      return plain;
    }
    int end = most - 1;
    return plain.substring(0, Character.isHighSurrogate(plain.charAt(end - 1)) ? end - 1 : end)
        + "…";
  }
}

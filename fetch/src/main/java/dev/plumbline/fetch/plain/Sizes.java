package dev.plumbline.fetch.plain;

import java.util.Locale;

/** Numbers of bytes for people. */
public final class Sizes {

  private static final String[] UNITS = {"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};

  private Sizes() {}

  /** Returns a number of bytes in the unit that suits it. */
  public static String text(long bytes) {
    double number = bytes;
    int unit = 0;
    while (number >= 1000 && unit < UNITS.length - 1) {
      number /= 1000;
      unit++;
    }
    return unit == 0
        ? bytes + " bytes"
        : String.format(Locale.ROOT, number < 10 ? "%.1f %s" : "%.0f %s", number, UNITS[unit]);
  }
}

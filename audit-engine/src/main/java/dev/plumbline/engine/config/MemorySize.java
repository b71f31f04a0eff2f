package dev.plumbline.engine.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An amount of memory as people write it. */
final class MemorySize {

  private static final Pattern SYNTAX = Pattern.compile("(\\d+(?:\\.\\d+)?) *([kmgt]i?)b");

  private MemorySize() {}

  /**
   * Reads an amount: {@code 12GB} is 12·10⁹ bytes, {@code 12GiB} 12·2³⁰.
   *
   * @throws IllegalArgumentException if it is none; the message says what was expected
   */
  static long bytes(String text) {
    Matcher matcher = SYNTAX.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (matcher.matches()) {
      String unit = matcher.group(2);
      double step = unit.endsWith("i") ? 1024 : 1000;
      double bytes =
          Double.parseDouble(matcher.group(1)) * Math.pow(step, "kmgt".indexOf(unit.charAt(0)) + 1);
      if (bytes >= 1 && bytes < Long.MAX_VALUE) {
        return (long) bytes;
      }
    }
    throw new IllegalArgumentException("expected an amount of memory, such as 12GB or 800MB");
  }
}

package dev.plumbline.engine.config;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A span of time as people write it. */
final class TimeSpan {

  private static final Pattern SYNTAX = Pattern.compile("(\\d{1,9}) *(s|m|min|h)");

  private TimeSpan() {}

  /**
   * Reads a span: {@code 90s}, {@code 15m} or {@code 2h}.
   *
   * @throws IllegalArgumentException if it is none; the message says what was expected
   */
  static Duration parse(String text) {
    Matcher matcher = SYNTAX.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (matcher.matches() && Long.parseLong(matcher.group(1)) > 0) {
      long number = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "s" -> Duration.ofSeconds(number);
        case "h" -> Duration.ofHours(number);
        default -> Duration.ofMinutes(number);
      };
    }
    throw new IllegalArgumentException("expected a span of time, such as 90s, 15m or 2h");
  }
}

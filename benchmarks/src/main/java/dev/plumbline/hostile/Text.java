package dev.plumbline.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Damage of text: of CSV, JSON, and the values of parameters. */
final class Text {

  private static final Pattern WORD = Pattern.compile("[\\w.+-]+");

  /** Values that nobody reckoned with. */
  private static final List<String> STRANGE =
      List.of(
          "",
          " ",
          "-1",
          "0",
          "-0",
          "0.0000001",
          "1e999",
          "-1e999",
          "NaN",
          "Infinity",
          "1_000",
          "0x10",
          "2147483648",
          "-2147483649",
          "9223372036854775808",
          "1073741824",
          "*",
          "**",
          "[",
          "\\",
          "null",
          "true",
          "../../../../etc/passwd",
          "/dev/zero",
          "/proc/self/environ",
          "con",
          "a\u0000b",
          "\u001b[31mred\u001b[0m",
          "\u202etxt.exe",
          "\ufeff",
          "\r",
          "\n",
          "\"",
          "'",
          ",",
          ";",
          "=1+2",
          "${user.home}",
          "<script>alert(1)</script>",
          "%s%n%d",
          "日本語",
          "🦊",
          "x".repeat(20_000),
          "*".repeat(2_000),
          "[".repeat(20_000),
          "{\"a\":".repeat(5_000));

  private Text() {}

  /** Returns one of the values. */
  static String strange(Random random) {
    return STRANGE.get(random.nextInt(STRANGE.size()));
  }

  /** Returns a damaged copy. */
  static byte[] damage(byte[] bytes, Random random) {
    String text = new String(bytes, UTF_8);
    return switch (random.nextInt(5)) {
      case 0, 1 -> withStrangeWord(text, random).getBytes(UTF_8);
      case 2 -> withOtherLines(text, random).getBytes(UTF_8);
      case 3 -> text.replace(",", random.nextBoolean() ? ";" : "\t").getBytes(UTF_8);
      default -> Bytes.damage(bytes, random);
    };
  }

  private static String withStrangeWord(String text, Random random) {
    List<MatchResult> words = WORD.matcher(text).results().toList();
    if (words.isEmpty()) {
      return strange(random);
    }
    MatchResult word = words.get(random.nextInt(words.size()));
    return text.substring(0, word.start()) + strange(random) + text.substring(word.end());
  }

  private static String withOtherLines(String text, Random random) {
    List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
    int line = random.nextInt(lines.size());
    switch (random.nextInt(3)) {
      case 0 -> lines.remove(line);
      case 1 -> lines.add(line, lines.get(random.nextInt(lines.size())));
      default -> lines.set(line, strange(random));
    }
    return String.join("\n", lines);
  }
}

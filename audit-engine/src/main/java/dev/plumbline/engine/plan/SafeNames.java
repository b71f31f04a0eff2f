package dev.plumbline.engine.plan;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Names that come from outside, made fit for names of files and folders, and for people to be
 * shown.
 */
public final class SafeNames {

  private static final String PLAIN =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";

  private static final Pattern PASSWORD = Pattern.compile("(://)[^/\\s@,]++@");
  private static final Pattern QUERY = Pattern.compile("(://[^\\s?#,]++\\?)[^\\s#,]++");

  private SafeNames() {}

  /**
   * Returns a name that stays in its folder and that every file system takes. Other characters than
   * letters, digits, {@code _}, {@code -} and {@code .} are written as {@code %XX}, and so are dots
   * at both ends; different names stay different.
   *
   * @param name the name, of any characters
   */
  public static String of(String name) {
    StringBuilder safe = new StringBuilder();
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      char character = (char) (bytes[i] & 0xFF);
      boolean dotAtAnEnd = character == '.' && (i == 0 || i == bytes.length - 1);
      if (PLAIN.indexOf(character) >= 0 && !dotAtAnEnd) {
        safe.append(character);
      } else {
        safe.append(String.format("%%%02X", (int) character));
      }
    }
    return safe.toString();
  }

  /**
   * Returns a name that shows what it is. Characters that terminals and pages obey in place of
   * showing them are written as {@code \\uXXXX}: control characters, line breaks among them, and
   * those that turn the direction of writing, by which a name can be made to look like another.
   *
   * @param name the name, of any characters
   */
  public static String shown(String name) {
    return escaped(name, "");
  }

  /**
   * Returns a message as it may be shown: the same, but for line breaks and tabs, which messages
   * are laid out with. What URLs have of passwords and queries, which may be signatures, is left
   * out.
   *
   * @param message the message, with names in it that come from outside
   */
  public static String message(String message) {
    String open = PASSWORD.matcher(message).replaceAll("$1…@");
    return escaped(QUERY.matcher(open).replaceAll("$1…"), "\n\t");
  }

  private static String escaped(String text, String kept) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              if (isObeyed(point) && kept.indexOf(point) < 0) {
                shown.append(String.format("\\u%04X", point));
              } else {
                shown.appendCodePoint(point);
              }
            });
    return shown.toString();
  }

  private static boolean isObeyed(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default ->
          switch (Character.getDirectionality(point)) {
            case Character.DIRECTIONALITY_LEFT_TO_RIGHT_EMBEDDING,
                Character.DIRECTIONALITY_RIGHT_TO_LEFT_EMBEDDING,
                Character.DIRECTIONALITY_LEFT_TO_RIGHT_OVERRIDE,
                Character.DIRECTIONALITY_RIGHT_TO_LEFT_OVERRIDE,
                Character.DIRECTIONALITY_POP_DIRECTIONAL_FORMAT,
                Character.DIRECTIONALITY_LEFT_TO_RIGHT_ISOLATE,
                Character.DIRECTIONALITY_RIGHT_TO_LEFT_ISOLATE,
                Character.DIRECTIONALITY_FIRST_STRONG_ISOLATE,
                Character.DIRECTIONALITY_POP_DIRECTIONAL_ISOLATE ->
                true;
            default -> false;
          };
    };
  }
}

package dev.plumbline.engine.plan;

import java.nio.charset.StandardCharsets;

/** Names of files and folders made of names that come from outside. */
public final class SafeNames {

  private static final String PLAIN =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";

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
}

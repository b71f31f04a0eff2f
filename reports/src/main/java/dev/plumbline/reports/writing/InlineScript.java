package dev.plumbline.reports.writing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A script or style that is a part of a page, which its security policy knows by its hash.
 *
 * @param text the script
 */
public record InlineScript(String text) {

  /**
   * Reads one of the resources.
   *
   * @param owner the class that it lies beside
   * @param name its name
   */
  public static InlineScript of(Class<?> owner, String name) throws IOException {
    try (InputStream stream = owner.getResourceAsStream(name)) {
      String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      return new InlineScript(text.replace("\r\n", "\n"));
    }
  }

  /** Returns what a security policy knows it by. */
  public String hash() {
    return hash(text);
  }

  /** Returns what a security policy knows an inline script or style by. */
  public static String hash(String content) {
    return "sha256-" + Base64.getEncoder().encodeToString(Sha256.of(content));
  }
}

package dev.plumbline.reports.writing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}

package dev.plumbline.fetch.plain;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Hashes as hexadecimal digits. */
public final class Hex {

  private static final String SHA256 = "[0-9a-f]{64}";

  private Hex() {}

  /** Returns a digest that every Java has: {@code SHA-256}, {@code SHA-1} or {@code MD5}. */
  public static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has " + algorithm, e);
    }
  }

  /** Returns bytes as hexadecimal digits. */
  public static String of(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** Returns the SHA-256 of a text in UTF-8. */
  public static String sha256(String text) {
    return of(digest("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Tells whether a text is a SHA-256 in lower case. */
  public static boolean isSha256(String text) {
    return text.matches(SHA256);
  }
}

package dev.plumbline.engine.input.scenes;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * SHA-256 of a purpose, the seed and a name: what every choice and every noise field is drawn from,
 * so that none depends on the order of files, on threads or on what else is in the folder.
 */
public final class SeededHash {

  private SeededHash() {}

  public static byte[] of(String purpose, long seed, String name) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest((purpose + "\n" + seed + "\n" + name).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** Orders names by their hash. */
  public static Comparator<String> order(String purpose, long seed) {
    Map<String, String> hashes = new HashMap<>();
    return Comparator.comparing(
        name ->
            hashes.computeIfAbsent(name, key -> HexFormat.of().formatHex(of(purpose, seed, key))));
  }
}

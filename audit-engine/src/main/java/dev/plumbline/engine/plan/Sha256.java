package dev.plumbline.engine.plan;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, as 64 hexadecimal digits. */
public final class Sha256 {

  private static final int BLOCK = 1 << 16;

  private Sha256() {}

  public static String of(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }

  public static String of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Hashes values as they lie in a file: little endian. */
  public static String ofFloats(float[] values) {
    MessageDigest digest = digest();
    ByteBuffer bytes = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    int perBlock = BLOCK / Float.BYTES;
    for (int first = 0; first < values.length; first += perBlock) {
      int here = Math.min(perBlock, values.length - first);
      bytes.asFloatBuffer().put(values, first, here);
      digest.update(bytes.array(), 0, here * Float.BYTES);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /**
   * Hashes a file, of any size.
   *
   * @param file the file
   * @throws IOException if it cannot be read
   */
  public static String ofFile(Path file) throws IOException {
    MessageDigest digest = digest();
    byte[] block = new byte[BLOCK];
    try (InputStream stream = Files.newInputStream(file)) {
      for (int read = stream.read(block); read >= 0; read = stream.read(block)) {
        digest.update(block, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256", e);
    }
  }
}

package dev.plumbline.engine.plan;

import java.util.Locale;

/** How numbers of bytes are written in messages. */
public final class ByteCount {

  private static final double MEGA = 1e6;
  private static final double GIGA = 1e9;

  private ByteCount() {}

  /**
   * Writes a number of bytes in gigabytes.
   *
   * @param bytes the number
   */
  public static String gigabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f GB", bytes / GIGA);
  }

  /**
   * Writes a number of bytes in megabytes, or gigabytes from one on.
   *
   * @param bytes the number
   */
  public static String text(long bytes) {
    return bytes < GIGA ? String.format(Locale.ROOT, "%.1f MB", bytes / MEGA) : gigabytes(bytes);
  }
}

package dev.plumbline.engine.plan;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The beginning of a checkpoint's hash, by which a row of a bounds file names the checkpoint that
 * it was set on. What is hashed are the U-Net's files, so a name or a place does not matter.
 *
 * @param digits hexadecimal digits, in lower case
 */
public record CheckpointHash(String digits) {

  private static final String ALGORITHM = "sha256:";
  private static final int FEWEST = 12;
  private static final int MOST = 64;
  private static final Pattern HEX =
      Pattern.compile("[0-9a-f]{" + FEWEST + "," + MOST + "}", Pattern.CASE_INSENSITIVE);

  /**
   * Reads it.
   *
   * @param text {@code sha256:} and at least twelve digits
   * @throws IllegalArgumentException if it is none; the message says what it may be
   */
  public static CheckpointHash parse(String text) {
    String digits = text.startsWith(ALGORITHM) ? text.substring(ALGORITHM.length()) : "";
    if (!HEX.matcher(digits).matches()) {
      throw new IllegalArgumentException(
          String.format(
              "checkpoint '%s' is none: leave the cell empty, or write *, for any checkpoint, or"
                  + " %s with %d to %d hexadecimal digits of the hash of one (sha256sum of its"
                  + " U-Net's file; checkpoint_sha256 in a baseline of it)",
              text, ALGORITHM, FEWEST, MOST));
    }
    return new CheckpointHash(digits.toLowerCase(Locale.ROOT));
  }

  /** Returns a whole hash as people read it: its first digits. */
  public static String shortened(String hash) {
    return ALGORITHM + hash.substring(0, Math.min(FEWEST, hash.length()));
  }

  /**
   * Tells whether it is the hash of a checkpoint.
   *
   * @param hash the checkpoint's, whole; empty if it has none, and then it is not
   */
  public boolean isOf(String hash) {
    return hash.startsWith(digits);
  }

  @Override
  public String toString() {
    return ALGORITHM + digits;
  }
}

package dev.plumbline.hostile;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damage of files that knows nothing of what is in them. */
final class Bytes {

  private static final int MOST_FLIPS = 32;
  private static final int LONGEST_RANGE = 4096;

  /** What often goes wrong in the place of a number of four or eight bytes. */
  private static final List<Long> NUMBERS =
      List.of(
          0L,
          -1L,
          1L,
          0x7fL,
          0x80L,
          0xffffL,
          (long) Integer.MAX_VALUE,
          (long) Integer.MIN_VALUE,
          1L << 30,
          1L << 32,
          1L << 62,
          Long.MAX_VALUE,
          Long.MIN_VALUE);

  private Bytes() {}

  /** Returns a damaged copy, damaged in one way that is drawn. */
  static byte[] damage(byte[] bytes, Random random) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    return switch (random.nextInt(7)) {
      case 0 -> flipped(bytes, random);
      case 1 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 2 -> zeroed(bytes, random);
      case 3 -> repeated(bytes, random);
      case 4 -> withNumber(bytes, random);
      case 5 -> withNoise(bytes, random);
      default -> without(bytes, random);
    };
  }

  private static byte[] flipped(byte[] bytes, Random random) {
    byte[] copy = bytes.clone();
    int flips = 1 + random.nextInt(MOST_FLIPS);
    // most of a file is weights: half of the flips are where files say what they are
    int end = random.nextBoolean() ? Math.min(bytes.length, LONGEST_RANGE) : bytes.length;
    for (int i = 0; i < flips; i++) {
      copy[random.nextInt(end)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
    }
    return copy;
  }

  private static byte[] zeroed(byte[] bytes, Random random) {
    byte[] copy = bytes.clone();
    int from = random.nextInt(bytes.length);
    int to = random.nextBoolean() ? bytes.length : end(bytes, from, random);
    Arrays.fill(copy, from, to, (byte) 0);
    return copy;
  }

  private static byte[] repeated(byte[] bytes, Random random) {
    int from = random.nextInt(bytes.length);
    int to = end(bytes, from, random);
    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    copy.write(bytes, 0, to);
    copy.write(bytes, from, bytes.length - from);
    return copy.toByteArray();
  }

  private static byte[] without(byte[] bytes, Random random) {
    int from = random.nextInt(bytes.length);
    int to = end(bytes, from, random);
    ByteArrayOutputStream copy = new ByteArrayOutputStream();
    copy.write(bytes, 0, from);
    copy.write(bytes, to, bytes.length - to);
    return copy.toByteArray();
  }

  private static byte[] withNumber(byte[] bytes, Random random) {
    byte[] copy = bytes.clone();
    int from = random.nextInt(Math.min(bytes.length, LONGEST_RANGE));
    long number = NUMBERS.get(random.nextInt(NUMBERS.size()));
    int length = random.nextBoolean() ? Integer.BYTES : Long.BYTES;
    for (int i = 0; i < length && from + i < copy.length; i++) {
      copy[from + i] = (byte) (number >> (i * Byte.SIZE));
    }
    return copy;
  }

  private static byte[] withNoise(byte[] bytes, Random random) {
    byte[] copy = bytes.clone();
    int from = random.nextInt(bytes.length);
    byte[] noise = new byte[end(bytes, from, random) - from];
    random.nextBytes(noise);
    System.arraycopy(noise, 0, copy, from, noise.length);
    return copy;
  }

  private static int end(byte[] bytes, int from, Random random) {
    return from + 1 + random.nextInt(Math.min(LONGEST_RANGE, bytes.length - from));
  }
}

package dev.plumbline.api.report;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Numbers in half precision (IEEE 754 binary16), with one power of two that all of them are
 * multiplied by. Where that power brings the largest number to the top of what halves can hold,
 * every number within 2^-29 of it keeps 11 significant bits.
 */
public final class Halves {

  private static final int MANTISSA_BITS = 10;
  private static final int MANTISSA = (1 << MANTISSA_BITS) - 1;
  private static final int EXPONENT = 0x1F;
  private static final int BIAS = 15;

  private final int exponent;
  private final short[] bits;

  /**
   * Holds numbers.
   *
   * @param exponent the power of two
   * @param bits the halves' bits; not copied, and not to be changed any more
   */
  public Halves(int exponent, short[] bits) {
    this.exponent = exponent;
    this.bits = bits;
  }

  /** Returns the power of two that the halves are multiplied by. */
  public int exponent() {
    return exponent;
  }

  /** Returns how many numbers there are. */
  public int size() {
    return bits.length;
  }

  /**
   * Returns a number.
   *
   * @param index its index
   */
  public double value(int index) {
    return Math.scalb(half(bits[index]), exponent);
  }

  /** Returns the halves, without the power of two, two bytes each, the less significant first. */
  public byte[] littleEndian() {
    ByteBuffer bytes = ByteBuffer.allocate(bits.length * Short.BYTES);
    bytes.order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().put(bits);
    return bytes.array();
  }

  /**
   * Holds numbers.
   *
   * @param exponent the power of two
   * @param bytes the halves, two bytes each, the less significant first
   */
  public static Halves ofLittleEndian(int exponent, byte[] bytes) {
    short[] bits = new short[bytes.length / Short.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(bits);
    return new Halves(exponent, bits);
  }

  private static double half(short bits) {
    int mantissa = bits & MANTISSA;
    int exponent = bits >> MANTISSA_BITS & EXPONENT;
    double size;
    if (exponent == EXPONENT) {
      size = mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    } else if (exponent == 0) {
      size = Math.scalb((double) mantissa, 1 - BIAS - MANTISSA_BITS);
    } else {
      size = Math.scalb((double) (mantissa + MANTISSA + 1), exponent - BIAS - MANTISSA_BITS);
    }
    return bits < 0 ? -size : size;
  }
}

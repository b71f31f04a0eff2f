package dev.plumbline.api.spi;

import java.io.IOException;

/**
 * Reads what {@link StateWriter} wrote, in the same order. Nothing that is read can be trusted to
 * be what this version wrote: each method throws an {@link IOException} that says what is wrong
 * where the state ends too early, or has other sizes than were asked for, and allocates nothing
 * that the state has no bytes for. What is left over is an error too.
 */
public interface StateReader {

  /** Reads a number. */
  long readLong() throws IOException;

  /**
   * Reads a number that counts or numbers something.
   *
   * @param least the smallest that it may be
   * @param most the largest that it may be
   */
  long readLong(long least, long most) throws IOException;

  /** Reads a number. */
  double readDouble() throws IOException;

  /** Reads a truth value. */
  boolean readBoolean() throws IOException;

  /** Reads a text. */
  String readString() throws IOException;

  /**
   * Reads numbers.
   *
   * @param length how many there have to be
   */
  long[] readLongs(int length) throws IOException;

  /**
   * Reads numbers.
   *
   * @param length how many there have to be
   */
  double[] readDoubles(int length) throws IOException;

  /**
   * Reads numbers.
   *
   * @param length how many there have to be
   */
  float[] readFloats(int length) throws IOException;

  /** Reads as many numbers as were written. */
  double[] readDoubles() throws IOException;

  /** Reads as many numbers as were written. */
  float[] readFloats() throws IOException;

  /** Reads as many bytes as were written. */
  byte[] readBytes() throws IOException;

  /**
   * Makes the exception for values that cannot be.
   *
   * @param what what is wrong, a clause: "a share is 1.5"
   * @return the exception, to be thrown
   */
  IOException malformed(String what);
}

package dev.plumbline.api.spi;

import java.io.IOException;

/**
 * Takes what an {@link Accumulator} has summed, so that it can be read elsewhere: in another
 * process, on another machine, in a run that goes on where another one ended. What is written in
 * some order is read in the same order, by {@link StateReader}'s methods of the same names; there
 * are no names or types between the values, so begin a new kind of state with a number of its own
 * where you may want to tell it from an old one.
 */
public interface StateWriter {

  /** Writes a number, 8 bytes. */
  void writeLong(long value) throws IOException;

  /** Writes a number with all its bits, 8 bytes. */
  void writeDouble(double value) throws IOException;

  /** Writes a truth value, 1 byte. */
  void writeBoolean(boolean value) throws IOException;

  /** Writes a text: its length and UTF-8. */
  void writeString(String text) throws IOException;

  /** Writes numbers: how many there are, and 8 bytes each. */
  void writeLongs(long[] values) throws IOException;

  /** Writes numbers with all their bits: how many there are, and 8 bytes each. */
  void writeDoubles(double[] values) throws IOException;

  /** Writes numbers with all their bits: how many there are, and 4 bytes each. */
  void writeFloats(float[] values) throws IOException;

  /** Writes bytes: how many there are, and those. */
  void writeBytes(byte[] values) throws IOException;
}

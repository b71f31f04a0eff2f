package dev.plumbline.engine.measure.partial;

import dev.plumbline.api.spi.StateWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Writes a state to a stream, little-endian. How many values follow is a number of 8 bytes before
 * them. Nothing is held back: what a method was given is in the stream when it returns, so give it
 * a buffered one. The stream is the caller's to close.
 */
public final class StateOutput implements StateWriter {

  /** Values are converted so many bytes at a time. */
  static final int BLOCK = 1 << 16;

  private final OutputStream out;
  private final ByteBuffer block = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
  private long written;

  /** Puts some of an array's values at the block's beginning. */
  @FunctionalInterface
  private interface Conversion {
    void put(int from, int count);
  }

  /**
   * Makes a writer.
   *
   * @param out where the state goes, from where the stream is on
   */
  public StateOutput(OutputStream out) {
    this.out = out;
  }

  /** Returns how many bytes were written. */
  public long written() {
    return written;
  }

  @Override
  public void writeLong(long value) throws IOException {
    block.putLong(0, value);
    send(Long.BYTES);
  }

  @Override
  public void writeDouble(double value) throws IOException {
    block.putDouble(0, value);
    send(Double.BYTES);
  }

  @Override
  public void writeBoolean(boolean value) throws IOException {
    block.put(0, (byte) (value ? 1 : 0));
    send(1);
  }

  /**
   * Writes a text.
   *
   * @throws IOException as the stream, and for half a surrogate pair, for which UTF-8 has no bytes
   */
  @Override
  public void writeString(String text) throws IOException {
    ByteBuffer bytes;
    try {
      bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    } catch (CharacterCodingException e) {
      throw new IOException("The text " + text + " cannot be written in UTF-8.", e);
    }
    writeLong(bytes.remaining());
    out.write(bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
    written += bytes.remaining();
  }

  @Override
  public void writeLongs(long[] values) throws IOException {
    write(
        values.length, Long.BYTES, (from, count) -> block.asLongBuffer().put(values, from, count));
  }

  @Override
  public void writeDoubles(double[] values) throws IOException {
    write(
        values.length,
        Double.BYTES,
        (from, count) -> block.asDoubleBuffer().put(values, from, count));
  }

  @Override
  public void writeFloats(float[] values) throws IOException {
    write(
        values.length,
        Float.BYTES,
        (from, count) -> block.asFloatBuffer().put(values, from, count));
  }

  @Override
  public void writeBytes(byte[] values) throws IOException {
    writeLong(values.length);
    out.write(values);
    written += values.length;
  }

  private void write(int length, int size, Conversion conversion) throws IOException {
    writeLong(length);
    int from = 0;
    while (from < length) {
      int count = Math.min(BLOCK / size, length - from);
      conversion.put(from, count);
      send(count * size);
      from += count;
    }
  }

  private void send(int bytes) throws IOException {
    out.write(block.array(), 0, bytes);
    written += bytes;
  }
}

package dev.plumbline.engine.measure.partial;

import dev.plumbline.api.spi.StateReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads what {@link StateOutput} wrote. The caller says how many bytes the state has, and has made
 * sure of it: an array is allocated only if that many hold it, and no byte beyond them is read. The
 * stream is the caller's to close.
 */
public final class StateInput implements StateReader {

  /** What Java's arrays may hold, but for a few. */
  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final InputStream in;
  private final long length;
  private final ByteBuffer block =
      ByteBuffer.allocate(StateOutput.BLOCK).order(ByteOrder.LITTLE_ENDIAN);
  private long left;

  /** Takes values from the block's beginning to some place in an array. */
  @FunctionalInterface
  private interface Conversion {
    void get(int to, int count);
  }

  /**
   * Makes a reader.
   *
   * @param in where the state is, from where the stream is on; read in small pieces
   * @param length how many bytes the state has
   */
  public StateInput(InputStream in, long length) {
    this.in = in;
    this.length = length;
    this.left = length;
  }

  /**
   * Ends the reading.
   *
   * @throws IOException if bytes of the state are left
   */
  public void end() throws IOException {
    if (left > 0) {
      throw malformed("there are " + left + " bytes too many");
    }
  }

  @Override
  public long readLong() throws IOException {
    fetch(Long.BYTES);
    return block.getLong(0);
  }

  @Override
  public long readLong(long least, long most) throws IOException {
    long value = readLong();
    if (value < least || value > most) {
      throw malformed(
          String.format("a number is %d and cannot be outside of %d to %d", value, least, most));
    }
    return value;
  }

  @Override
  public double readDouble() throws IOException {
    fetch(Double.BYTES);
    return block.getDouble(0);
  }

  @Override
  public boolean readBoolean() throws IOException {
    fetch(1);
    byte value = block.get(0);
    if (value != 0 && value != 1) {
      throw malformed(String.format("a truth value is %d and can be 0 or 1", value));
    }
    return value == 1;
  }

  @Override
  public String readString() throws IOException {
    byte[] bytes = readBytes();
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw malformed("a text is not in UTF-8");
    }
  }

  @Override
  public long[] readLongs(int length) throws IOException {
    return longs(expect(length, Long.BYTES));
  }

  private long[] longs(int count) throws IOException {
    long[] values = new long[count];
    read(count, Long.BYTES, (to, some) -> block.asLongBuffer().get(values, to, some));
    return values;
  }

  @Override
  public double[] readDoubles(int length) throws IOException {
    return doubles(expect(length, Double.BYTES));
  }

  @Override
  public double[] readDoubles() throws IOException {
    return doubles(count(Double.BYTES));
  }

  private double[] doubles(int count) throws IOException {
    double[] values = new double[count];
    read(count, Double.BYTES, (to, some) -> block.asDoubleBuffer().get(values, to, some));
    return values;
  }

  @Override
  public float[] readFloats(int length) throws IOException {
    return floats(expect(length, Float.BYTES));
  }

  @Override
  public float[] readFloats() throws IOException {
    return floats(count(Float.BYTES));
  }

  private float[] floats(int count) throws IOException {
    float[] values = new float[count];
    read(count, Float.BYTES, (to, some) -> block.asFloatBuffer().get(values, to, some));
    return values;
  }

  @Override
  public byte[] readBytes() throws IOException {
    byte[] bytes = new byte[count(1)];
    fill(bytes, bytes.length);
    return bytes;
  }

  @Override
  public IOException malformed(String what) {
    return new IOException(
        String.format(
            "The state is not what was written, at byte %d of %d: %s.",
            length - left, length, what));
  }

  /** Reads how many values follow, for which there are bytes. */
  private int count(int size) throws IOException {
    long count = readLong();
    if (count < 0 || count > left / size || count > LARGEST_ARRAY) {
      throw malformed(
          String.format(
              "%d values of %d bytes are said to follow, and %d bytes do", count, size, left));
    }
    return (int) count;
  }

  /** Reads how many values follow, which is known already. */
  private int expect(int expected, int size) throws IOException {
    int count = count(size);
    if (count != expected) {
      throw malformed(String.format("%d values follow where %d belong", count, expected));
    }
    return count;
  }

  private void read(int length, int size, Conversion conversion) throws IOException {
    int to = 0;
    while (to < length) {
      int count = Math.min(StateOutput.BLOCK / size, length - to);
      fetch(count * size);
      conversion.get(to, count);
      to += count;
    }
  }

  /** Reads bytes to the block's beginning. */
  private void fetch(int bytes) throws IOException {
    if (bytes > left) {
      throw malformed(String.format("%d bytes belong here, and %d follow", bytes, left));
    }
    fill(block.array(), bytes);
  }

  private void fill(byte[] bytes, int count) throws IOException {
    int read = in.readNBytes(bytes, 0, count);
    left -= read;
    if (read < count) {
      throw malformed("nothing follows");
    }
  }
}

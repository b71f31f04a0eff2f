package dev.plumbline.engine.input.files;

import dev.plumbline.api.files.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A {@code .npy} file of float32 [N, …], written row by row. Until all rows are in, it has another
 * name, so that a file with its own name is always whole.
 */
public final class NpyRows implements AutoCloseable {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  private static final int ALIGNMENT = 64;

  private final AtomicFile file;
  private final FileChannel channel;
  private final ByteBuffer row;

  /**
   * Begins a file.
   *
   * @param file the file, which must not exist; its folder is made if need be
   * @param rows N
   * @param shape the shape of a row
   * @throws IOException if it cannot be written
   */
  public NpyRows(Path file, int rows, int... shape) throws IOException {
    this.file = AtomicFile.begin(file);
    row =
        ByteBuffer.allocate(Arrays.stream(shape).reduce(Float.BYTES, Math::multiplyExact))
            .order(ByteOrder.LITTLE_ENDIAN);
    channel =
        FileChannel.open(this.file.part(), StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    try {
      write(header(rows, shape));
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private static ByteBuffer header(int rows, int... shape) {
    String text =
        String.format(
            "{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }",
            IntStream.concat(IntStream.of(rows), Arrays.stream(shape))
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", ")));
    int unpadded = MAGIC.length + Short.BYTES + text.length() + 1;
    String padded = text + " ".repeat((ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT) + "\n";
    return ByteBuffer.allocate(MAGIC.length + Short.BYTES + padded.length())
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .putShort((short) padded.length())
        .put(padded.getBytes(StandardCharsets.US_ASCII))
        .flip();
  }

  /**
   * Adds the next row.
   *
   * @param values its values
   * @throws IOException if it cannot be written
   */
  public void add(float[] values) throws IOException {
    row.clear();
    row.asFloatBuffer().put(values);
    write(row);
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /**
   * Gives the file its name. Every row must be in.
   *
   * @throws IOException if it cannot be written to its end
   */
  public void finish() throws IOException {
    channel.close();
    file.commit();
  }

  /** Takes away what is not finished. */
  @Override
  public void close() throws IOException {
    channel.close();
    file.close();
  }
}

package dev.plumbline.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;

/** Writes small {@code .npy} files of float32. */
final class NpyWriter {

  private NpyWriter() {}

  /** Writes an array of seeded normal values. */
  static Path normal(Path file, long seed, int... shape) {
    Random random = new Random(seed);
    float[] values = new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return write(file, values, shape);
  }

  static Path write(Path file, float[] values, int... shape) {
    String dimensions =
        Arrays.stream(shape).mapToObj(size -> size + ",").collect(Collectors.joining());
    byte[] header =
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (" + dimensions + "), }\n")
            .getBytes(StandardCharsets.US_ASCII);
    ByteBuffer bytes =
        ByteBuffer.allocate(10 + header.length + Float.BYTES * values.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .put((byte) 0x93)
            .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
            .put((byte) 1)
            .put((byte) 0)
            .putShort((short) header.length)
            .put(header);
    bytes.asFloatBuffer().put(values);
    try {
      return Files.write(file, bytes.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

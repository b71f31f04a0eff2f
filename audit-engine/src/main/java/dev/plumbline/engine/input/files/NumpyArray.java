package dev.plumbline.engine.input.files;

import ai.onnxruntime.platform.Fp16Conversions;
import dev.plumbline.engine.plan.HeapRoom;
import dev.plumbline.engine.plan.LfsPointer;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An array of floats in row-major (C) order.
 *
 * @param shape its dimensions, outermost first
 * @param data its values; as many as the product of the dimensions
 */
public record NumpyArray(long[] shape, float[] data) {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST_HEADER = 1 << 20;
  private static final int CHUNK = 1 << 20;
  private static final Pattern DESCR =
      Pattern.compile("['\"]descr['\"]\\s*:\\s*['\"]([^'\"]+)['\"]");
  private static final Pattern ORDER =
      Pattern.compile("['\"]fortran_order['\"]\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("['\"]shape['\"]\\s*:\\s*\\(([^)]*)\\)");
  private static final Pattern TYPE = Pattern.compile("([<>|=])(f2|f4|f8|i1|i2|i4|i8|u1|u2|u4)");

  /**
   * Reads a file's shape, and not its values.
   *
   * @param file the {@code .npy} file
   * @return the dimensions, outermost first
   * @throws UserError if the file cannot be read or is no such array
   */
  static long[] shape(Path file) {
    return open(file, (header, channel) -> header.shape);
  }

  /**
   * Reads a NumPy file (format versions 1 to 3) of float16, float32, float64 or integers, in either
   * byte order. Values that float32 cannot hold exactly are rounded to it.
   *
   * @param file the {@code .npy} file
   * @return the array, converted to float32
   * @throws UserError if the file cannot be read, is no such array or is in Fortran order
   */
  public static NumpyArray read(Path file) {
    return open(
        file, (header, channel) -> new NumpyArray(header.shape, values(file, header, channel)));
  }

  @FunctionalInterface
  private interface Use<T> {
    T of(Header header, FileChannel channel) throws IOException;
  }

  private static <T> T open(Path file, Use<T> use) {
    if (!Files.isRegularFile(file)) {
      throw new UserError("There is no file " + file + ": give the path of a .npy file.");
    }
    LfsPointer.refuse(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return use.of(header(file, channel), channel);
    } catch (IOException e) {
      throw UserError.unreadable(file, e);
    }
  }

  /** The shape as people write it: {@code [31, 4, 32, 32]}. */
  public String shapeText() {
    return Arrays.toString(shape);
  }

  /** Whether another array has the same shape and, to the bit, the same values. */
  public boolean sameAs(NumpyArray other) {
    return Arrays.equals(shape, other.shape) && Arrays.equals(data, other.data);
  }

  /** Whether all values are finite. */
  public boolean isFinite() {
    for (float value : data) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  private record Header(long[] shape, int count, char kind, int itemBytes, ByteOrder order) {}

  private static Header header(Path file, FileChannel channel) throws IOException {
    byte[] start = bytes(file, channel, MAGIC.length + 2);
    if (start[0] == 'P' && start[1] == 'K') {
      throw unreadable(file, "it is an .npz archive");
    }
    if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw unreadable(file, "it does not begin as a .npy file does");
    }
    int version = start[MAGIC.length];
    if (version < 1 || version > 3) {
      throw unreadable(file, "its format version is " + version + ", known are 1 to 3");
    }
    byte[] lengthBytes = bytes(file, channel, version == 1 ? 2 : 4);
    ByteBuffer lengthBuffer = ByteBuffer.wrap(lengthBytes).order(ByteOrder.LITTLE_ENDIAN);
    long length = version == 1 ? lengthBuffer.getShort() & 0xFFFF : lengthBuffer.getInt();
    if (length < 0 || length > LONGEST_HEADER) {
      throw unreadable(file, "its header claims a length of " + length + " bytes");
    }
    String text = new String(bytes(file, channel, (int) length), StandardCharsets.UTF_8);
    if (field(file, text, ORDER, "fortran_order").equals("True")) {
      throw unreadable(
          file, "it is in Fortran order; numpy.ascontiguousarray(array) puts it right");
    }
    String descr = field(file, text, DESCR, "plain descr");
    Matcher type = TYPE.matcher(descr);
    if (!type.matches()) {
      throw unreadable(file, "its values are of type " + descr);
    }
    long[] shape = shape(file, field(file, text, SHAPE, "shape"));
    int itemBytes = type.group(2).charAt(1) - '0';
    ByteOrder order =
        switch (type.group(1)) {
          case ">" -> ByteOrder.BIG_ENDIAN;
          case "=" -> ByteOrder.nativeOrder();
          default -> ByteOrder.LITTLE_ENDIAN;
        };
    int count = count(file, shape, itemBytes, channel.size() - channel.position());
    return new Header(shape, count, type.group(2).charAt(0), itemBytes, order);
  }

  private static byte[] bytes(Path file, FileChannel channel, int count) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(count);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw unreadable(file, "it ends within its header");
      }
    }
    return buffer.array();
  }

  private static String field(Path file, String header, Pattern pattern, String name) {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw unreadable(file, "its header has no " + name);
    }
    return matcher.group(1);
  }

  private static long[] shape(Path file, String text) {
    try {
      return Pattern.compile(",")
          .splitAsStream(text)
          .map(String::strip)
          .filter(number -> !number.isEmpty())
          .mapToLong(Long::parseLong)
          .toArray();
    } catch (NumberFormatException e) {
      throw unreadable(file, "its shape is (" + text + ")");
    }
  }

  /** Counts the values, and checks the count against the file before anything is allocated. */
  private static int count(Path file, long[] shape, int itemBytes, long present) {
    long count = 1;
    try {
      for (long dimension : shape) {
        if (dimension < 0) {
          throw unreadable(file, "its shape is " + Arrays.toString(shape));
        }
        count = Math.multiplyExact(count, dimension);
      }
      long expected = Math.multiplyExact(count, (long) itemBytes);
      if (expected != present) {
        throw unreadable(
            file,
            String.format(
                "shape %s needs %d bytes of values, and it has %d",
                Arrays.toString(shape), expected, present));
      }
    } catch (ArithmeticException e) {
      throw unreadable(file, "its shape is " + Arrays.toString(shape));
    }
    if (count > Integer.MAX_VALUE - 8) {
      throw unreadable(file, "it has " + count + " values, more than 2 billion");
    }
    return (int) count;
  }

  private static float[] values(Path file, Header header, FileChannel channel) throws IOException {
    float[] values =
        HeapRoom.ofThisProcess()
            .make(file, (long) Float.BYTES * header.count, bytes -> new float[header.count]);
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK).order(header.order);
    int next = 0;
    while (next < values.length) {
      if (channel.read(chunk) < 0) {
        throw new IOException("it became shorter while it was read");
      }
      chunk.flip();
      while (chunk.remaining() >= header.itemBytes) {
        values[next++] = value(header, chunk);
      }
      chunk.compact();
    }
    return values;
  }

  private static float value(Header header, ByteBuffer from) {
    return switch (header.kind) {
      case 'f' ->
          switch (header.itemBytes) {
            case 2 -> Fp16Conversions.fp16ToFloat(from.getShort());
            case 4 -> from.getFloat();
            default -> (float) from.getDouble();
          };
      case 'u' ->
          switch (header.itemBytes) {
            case 1 -> from.get() & 0xFF;
            case 2 -> from.getShort() & 0xFFFF;
            default -> from.getInt() & 0xFFFFFFFFL;
          };
      default ->
          switch (header.itemBytes) {
            case 1 -> from.get();
            case 2 -> from.getShort();
            case 4 -> from.getInt();
            default -> from.getLong();
          };
    };
  }

  private static UserError unreadable(Path file, String why) {
    return new UserError(
        String.format(
            "The file %s is not a .npy array of numbers that can be read: %s. Write it with"
                + " numpy.save(path, array.astype(\"float32\")).",
            file, why));
  }
}

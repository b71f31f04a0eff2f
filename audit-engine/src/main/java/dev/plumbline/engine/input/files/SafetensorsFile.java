package dev.plumbline.engine.input.files;

import ai.onnxruntime.platform.Fp16Conversions;
import dev.plumbline.engine.plan.ByteCount;
import dev.plumbline.engine.plan.HeapRoom;
import dev.plumbline.engine.plan.LfsPointer;
import dev.plumbline.engine.plan.Listed;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A file in the safetensors format: a JSON header, then the tensors' bytes, little-endian. */
final class SafetensorsFile {

  /** The format's own limit. */
  private static final long LONGEST_HEADER = 100_000_000;

  /** How many times its size a header takes, read: numbers and names are objects then. */
  private static final int MEMORY_OF_HEADER = 10;

  private static final Set<String> FLOATS = Set.of("F16", "BF16", "F32", "F64");

  private static final int CHUNK = 1 << 20;
  private static final int NAMED_AT_MOST = 10;

  private final Path file;
  private final SafetensorsHeader header;
  private final long dataBegin;

  private SafetensorsFile(Path file, SafetensorsHeader header, long dataBegin) {
    this.file = file;
    this.header = header;
    this.dataBegin = dataBegin;
  }

  /**
   * Reads a file's header.
   *
   * @param file the file
   * @throws UserError if the file cannot be read, is cut off, or is no safetensors file
   */
  static SafetensorsFile open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new UserError("There is no file " + file + ": give the path of a .safetensors file.");
    }
    LfsPointer.refuse(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() < Long.BYTES) {
        throw unreadable(file, "it has " + channel.size() + " bytes, too few for a header");
      }
      long length = read(channel, 0, Long.BYTES).getLong();
      if (length < 2 || length > LONGEST_HEADER) {
        throw unreadable(
            file,
            "its header claims a length of "
                + Long.toUnsignedString(length)
                + " bytes, and 2 to "
                + LONGEST_HEADER
                + " are possible");
      }
      long dataBegin = Long.BYTES + length;
      if (dataBegin > channel.size()) {
        throw unreadable(
            file,
            String.format(
                "it is cut off: its header has %d bytes, and %d are there",
                length, channel.size() - Long.BYTES));
      }
      if (!HeapRoom.ofThisProcess().holds(MEMORY_OF_HEADER * length)) {
        throw unreadable(
            file, "its header has " + ByteCount.text(length) + ", too much to be held");
      }
      byte[] json = read(channel, Long.BYTES, (int) length).array();
      return new SafetensorsFile(
          file, SafetensorsHeader.parse(json, channel.size() - dataBegin), dataBegin);
    } catch (SafetensorsHeader.Malformed e) {
      throw unreadable(file, e.getMessage());
    } catch (IOException e) {
      throw UserError.unreadable(file, e);
    }
  }

  /** The texts of {@code __metadata__}. */
  Map<String, String> metadata() {
    return header.metadata();
  }

  /** The dimensions of the tensor of a name, or of the only one there is. */
  long[] shape(String name) {
    return find(name).shape();
  }

  /**
   * Reads the tensor of a name, or the only one there is whatever it is called.
   *
   * @param name the name
   * @return the tensor, converted to float32
   * @throws UserError if there is no such tensor, or its values are not floats
   */
  NumpyArray tensor(String name) {
    SafetensorsHeader.Tensor tensor = find(name);
    if (!FLOATS.contains(tensor.type())) {
      throw new UserError(
          String.format(
              "The values in %s are of type %s: give F16, BF16, F32 or F64.", file, tensor.type()));
    }
    int itemBytes = SafetensorsHeader.ITEM_BYTES.get(tensor.type());
    long count = (tensor.end() - tensor.begin()) / itemBytes;
    if (count > Integer.MAX_VALUE - 8) {
      throw unreadable(file, "it has " + count + " values, more than 2 billion");
    }
    float[] values =
        HeapRoom.ofThisProcess().make(file, Float.BYTES * count, bytes -> new float[(int) count]);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      int perChunk = CHUNK / itemBytes;
      for (int first = 0; first < values.length; first += perChunk) {
        int here = Math.min(perChunk, values.length - first);
        long begin = dataBegin + tensor.begin() + (long) first * itemBytes;
        ByteBuffer bytes = read(channel, begin, here * itemBytes);
        for (int i = 0; i < here; i++) {
          values[first + i] = value(tensor.type(), bytes);
        }
      }
    } catch (IOException e) {
      throw UserError.unreadable(file, e);
    }
    return new NumpyArray(tensor.shape(), values);
  }

  private SafetensorsHeader.Tensor find(String name) {
    Map<String, SafetensorsHeader.Tensor> tensors = header.tensors();
    if (tensors.containsKey(name)) {
      return tensors.get(name);
    }
    if (tensors.size() == 1) {
      return tensors.values().iterator().next();
    }
    List<String> names = tensors.keySet().stream().map(tensor -> "\"" + tensor + "\"").toList();
    throw new UserError(
        String.format(
            "The file %s has no tensor \"%s\" but %s: give a file with a tensor of that name, or with"
                + " one tensor only.",
            file, name, names.isEmpty() ? "none at all" : Listed.of(names, NAMED_AT_MOST)));
  }

  private static float value(String type, ByteBuffer from) {
    return switch (type) {
      case "F16" -> Fp16Conversions.fp16ToFloat(from.getShort());
      case "BF16" -> Float.intBitsToFloat(from.getShort() << 16);
      case "F32" -> from.getFloat();
      default -> (float) from.getDouble();
    };
  }

  private static ByteBuffer read(FileChannel channel, long from, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, from + bytes.position()) < 0) {
        throw new IOException("it became shorter while it was read");
      }
    }
    return bytes.flip();
  }

  private static UserError unreadable(Path file, String why) {
    return new UserError(
        String.format(
            "The file %s is not a safetensors file that can be read: %s. Copy or write it again.",
            file, why));
  }
}

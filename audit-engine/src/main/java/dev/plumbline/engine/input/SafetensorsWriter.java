package dev.plumbline.engine.input;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;

/** Writes safetensors files of one tensor of float32. */
final class SafetensorsWriter {

  private static final JsonMapper JSON = new JsonMapper();

  /** Readers map the file into memory, where numbers are best aligned. */
  private static final int ALIGNMENT = 8;

  /** A file is put together in one array, of 2 GB at most. */
  private static final int LARGEST = 500_000_000;

  private SafetensorsWriter() {}

  /**
   * Writes a file, unless there is the very same one already. It appears whole or not at all.
   *
   * @param file the file; its folder is made if there is none
   * @param name the tensor's name
   * @param array the tensor
   * @param metadata texts that go with it
   * @throws UserError if the file cannot be written, or there is one with other contents
   */
  static void write(Path file, String name, NumpyArray array, Map<String, String> metadata) {
    if (array.data().length > LARGEST) {
      throw new UserError(
          String.format(
              "The file %s would have %d values, more than the %d that can be written: encode fewer"
                  + " images, with -Daudit.samples.",
              file, array.data().length, LARGEST));
    }
    byte[] bytes = bytes(name, array, metadata);
    try {
      Files.createDirectories(file.getParent());
      if (Files.exists(file)) {
        if (Files.isRegularFile(file) && Arrays.equals(Files.readAllBytes(file), bytes)) {
          return;
        }
        throw new UserError(
            String.format(
                "There is a file %s already, with other contents: remove it, or name another folder"
                    + " in -Daudit.encode.",
                file));
      }
      Path part = file.resolveSibling(file.getFileName() + ".part");
      try {
        Files.write(part, bytes);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new UserError(
          String.format(
              "The file %s cannot be written (%s): name a folder in -Daudit.encode that can be"
                  + " written to.",
              file, e),
          e);
    }
  }

  private static byte[] bytes(String name, NumpyArray array, Map<String, String> metadata) {
    ObjectNode header = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode texts = header.putObject(SafetensorsHeader.METADATA);
      metadata.forEach(texts::put);
    }
    ObjectNode tensor = header.putObject(name).put("dtype", "F32");
    Arrays.stream(array.shape()).forEach(tensor.putArray("shape")::add);
    int size = Math.multiplyExact(Float.BYTES, array.data().length);
    tensor.putArray("data_offsets").add(0).add(size);
    byte[] json = json(header).getBytes(StandardCharsets.UTF_8);
    int length = (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.addExact(Long.BYTES + length, size))
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(length)
            .put(json);
    while (bytes.position() < Long.BYTES + length) {
      bytes.put((byte) ' ');
    }
    bytes.asFloatBuffer().put(array.data());
    return bytes.array();
  }

  private static String json(ObjectNode node) {
    try {
      return JSON.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of texts and numbers is always JSON", e);
    }
  }
}

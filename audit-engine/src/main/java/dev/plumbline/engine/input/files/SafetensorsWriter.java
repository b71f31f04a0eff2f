package dev.plumbline.engine.input.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.api.files.AtomicFile;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes safetensors files of tensors of float32. */
public final class SafetensorsWriter {

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
  public static void write(Path file, String name, NumpyArray array, Map<String, String> metadata) {
    write(file, new TreeMap<>(Map.of(name, array)), metadata);
  }

  /** Writes a file of several tensors, in the order of their names. */
  public static void write(
      Path file, SortedMap<String, NumpyArray> tensors, Map<String, String> metadata) {
    long values = tensors.values().stream().mapToLong(array -> array.data().length).sum();
    if (values > LARGEST) {
      throw new UserError(
          String.format(
              "The file %s would have %d values, more than the %d that can be written: encode fewer"
                  + " images, with -Daudit.samples.",
              file, values, LARGEST));
    }
    byte[] bytes = bytes(tensors, metadata);
    try {
      if (Files.exists(file)) {
        if (Files.isRegularFile(file)
            && Files.size(file) == bytes.length
            && Arrays.equals(Files.readAllBytes(file), bytes)) {
          return;
        }
        throw new UserError(
            String.format(
                "There is a file %s already, with other contents: remove it, or name another folder"
                    + " in -Daudit.encode.",
                file));
      }
      AtomicFile.write(file, bytes);
    } catch (IOException e) {
      throw new UserError(
          String.format(
              "The file %s cannot be written (%s): name a folder in -Daudit.encode that can be"
                  + " written to.",
              file, e),
          e);
    }
  }

  private static byte[] bytes(SortedMap<String, NumpyArray> tensors, Map<String, String> metadata) {
    ObjectNode header = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode texts = header.putObject(SafetensorsHeader.METADATA);
      metadata.forEach(texts::put);
    }
    int size = 0;
    for (Map.Entry<String, NumpyArray> entry : tensors.entrySet()) {
      ObjectNode tensor = header.putObject(entry.getKey()).put("dtype", "F32");
      Arrays.stream(entry.getValue().shape()).forEach(tensor.putArray("shape")::add);
      int start = size;
      size += Math.multiplyExact(Float.BYTES, entry.getValue().data().length);
      tensor.putArray("data_offsets").add(start).add(size);
    }
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
    FloatBuffer values = bytes.asFloatBuffer();
    tensors.values().forEach(array -> values.put(array.data()));
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

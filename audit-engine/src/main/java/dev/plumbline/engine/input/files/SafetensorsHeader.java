package dev.plumbline.engine.input.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file: which tensors there are, and where their bytes are.
 *
 * @param tensors the tensors by name, in the order of the header
 * @param metadata the texts of {@code __metadata__}; empty if there is none
 */
record SafetensorsHeader(Map<String, Tensor> tensors, Map<String, String> metadata) {

  static final String METADATA = "__metadata__";

  /** Names twice in a header would leave it to the reader which tensor is meant. */
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** How many bytes a value takes, by type. */
  static final Map<String, Integer> ITEM_BYTES =
      Map.ofEntries(
          Map.entry("BOOL", 1),
          Map.entry("U8", 1),
          Map.entry("I8", 1),
          Map.entry("U16", 2),
          Map.entry("I16", 2),
          Map.entry("F16", 2),
          Map.entry("BF16", 2),
          Map.entry("U32", 4),
          Map.entry("I32", 4),
          Map.entry("F32", 4),
          Map.entry("U64", 8),
          Map.entry("I64", 8),
          Map.entry("F64", 8));

  /**
   * A tensor in a file.
   *
   * @param type the name of its values' type: {@code F32}
   * @param shape its dimensions, outermost first
   * @param begin its first byte, counted from the end of the header
   * @param end the byte after its last
   */
  record Tensor(String type, long[] shape, long begin, long end) {}

  /** What is wrong with a header; the message completes "… cannot be read: ". */
  static final class Malformed extends Exception {
    Malformed(String reason) {
      super(reason);
    }
  }

  /**
   * Reads a header and holds it against the file's size.
   *
   * @param json the header's text
   * @param present how many bytes follow it
   * @throws Malformed if it is no header, or not one of so many bytes
   */
  static SafetensorsHeader parse(byte[] json, long present) throws Malformed {
    JsonNode root;
    try {
      root = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new Malformed("its header is not valid JSON (" + e.getOriginalMessage() + ")");
    } catch (IOException e) {
      throw new Malformed("its header is not valid JSON (" + e.getMessage() + ")");
    }
    if (!root.isObject()) {
      throw new Malformed("its header is not a JSON object");
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      if (entry.getKey().equals(METADATA)) {
        metadata.putAll(metadata(entry.getValue()));
      } else {
        tensors.put(entry.getKey(), tensor(entry.getKey(), entry.getValue()));
      }
    }
    checkLayout(tensors, present);
    return new SafetensorsHeader(tensors, metadata);
  }

  private static Map<String, String> metadata(JsonNode node) throws Malformed {
    Map<String, String> metadata = new LinkedHashMap<>();
    if (!node.isObject()) {
      throw new Malformed("its " + METADATA + " are not a JSON object of texts");
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!entry.getValue().isTextual()) {
        throw new Malformed("its " + METADATA + " are not a JSON object of texts");
      }
      metadata.put(entry.getKey(), entry.getValue().textValue());
    }
    return metadata;
  }

  private static Tensor tensor(String name, JsonNode node) throws Malformed {
    JsonNode type = node.path("dtype");
    long[] shape = wholeNumbers(node.path("shape"));
    long[] offsets = wholeNumbers(node.path("data_offsets"));
    if (!type.isTextual()
        || shape == null
        || offsets == null
        || offsets.length != 2
        || offsets[0] > offsets[1]) {
      throw new Malformed(
          String.format(
              "the header's entry for the tensor \"%s\" lacks a dtype, a shape or the two"
                  + " data_offsets",
              name));
    }
    Tensor tensor = new Tensor(type.textValue(), shape, offsets[0], offsets[1]);
    checkSize(name, tensor);
    return tensor;
  }

  /** Returns null if the node is not a list of whole numbers from 0 on. */
  private static long[] wholeNumbers(JsonNode node) {
    if (!node.isArray()) {
      return null;
    }
    long[] numbers = new long[node.size()];
    for (int i = 0; i < numbers.length; i++) {
      JsonNode number = node.get(i);
      if (!number.isIntegralNumber() || !number.canConvertToLong() || number.longValue() < 0) {
        return null;
      }
      numbers[i] = number.longValue();
    }
    return numbers;
  }

  private static void checkSize(String name, Tensor tensor) throws Malformed {
    Integer itemBytes = ITEM_BYTES.get(tensor.type);
    if (itemBytes == null) {
      return; // a type of some later version, which nobody can be asked to read here
    }
    try {
      long size = itemBytes;
      for (long dimension : tensor.shape) {
        size = Math.multiplyExact(size, dimension);
      }
      if (size == tensor.end - tensor.begin) {
        return;
      }
    } catch (ArithmeticException e) {
      // no file is so large: the one message below says so
    }
    throw new Malformed(
        String.format(
            "the tensor \"%s\" of type %s and shape %s does not fill its %d bytes",
            name, tensor.type, Arrays.toString(tensor.shape), tensor.end - tensor.begin));
  }

  /** Every byte after the header belongs to one tensor, as the format demands. */
  private static void checkLayout(Map<String, Tensor> tensors, long present) throws Malformed {
    List<Map.Entry<String, Tensor>> ordered = new ArrayList<>(tensors.entrySet());
    ordered.sort(
        Comparator.<Map.Entry<String, Tensor>>comparingLong(entry -> entry.getValue().begin)
            .thenComparing(entry -> entry.getValue().end));
    long end = 0;
    String before = "";
    for (Map.Entry<String, Tensor> entry : ordered) {
      long begin = entry.getValue().begin;
      if (begin < end) {
        throw new Malformed(
            String.format("the tensors \"%s\" and \"%s\" overlap", before, entry.getKey()));
      }
      if (begin > end) {
        throw new Malformed(
            String.format("its bytes %d to %d belong to no tensor", end, begin - 1));
      }
      end = entry.getValue().end;
      before = entry.getKey();
    }
    if (end > present) {
      throw new Malformed(
          String.format("it is cut off: its tensors need %d bytes, and it has %d", end, present));
    }
    if (end < present) {
      throw new Malformed(String.format("its last %d bytes belong to no tensor", present - end));
    }
  }
}

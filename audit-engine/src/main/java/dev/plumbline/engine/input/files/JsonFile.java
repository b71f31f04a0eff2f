package dev.plumbline.engine.input.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.engine.plan.HeapRoom;
import dev.plumbline.engine.plan.LfsPointer;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** A configuration file of a pipeline: one JSON object, its values typed when asked for. */
public final class JsonFile {

  /** Far more than any config has, or the vocabulary of a tokenizer. */
  private static final long LARGEST = 64 << 20;

  /**
   * How many bytes of memory one byte of a file takes, read: numbers and names are objects then.
   */
  private static final int MEMORY_OF_BYTE = 10;

  /** Keys that are there twice would leave it to the reader which value is meant. */
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  @FunctionalInterface
  private interface JsonSource {
    JsonNode read() throws IOException;
  }

  private final Path file;
  private final JsonNode root;

  private JsonFile(Path file, JsonNode root) {
    this.file = file;
    this.root = root;
  }

  /**
   * Reads a file.
   *
   * @throws UserError if it cannot be read or is not a JSON object
   */
  public static JsonFile read(Path file) {
    LfsPointer.refuse(file);
    return read(
        file,
        () -> {
          HeapRoom.ofThisProcess().requireSize(file, LARGEST, MEMORY_OF_BYTE);
          try (InputStream json = Files.newInputStream(file)) {
            return MAPPER.readTree(json);
          }
        });
  }

  /**
   * Reads a text that is part of a file.
   *
   * @param file the file, for messages
   * @param json the text
   * @throws UserError if it is not a JSON object
   */
  public static JsonFile parse(Path file, String json) {
    return read(file, () -> MAPPER.readTree(json));
  }

  private static JsonFile read(Path file, JsonSource source) {
    try {
      JsonNode root = source.read();
      if (!root.isObject()) {
        throw new UserError("The file " + file + " is not a JSON object, as a config file is.");
      }
      return new JsonFile(file, root);
    } catch (JsonProcessingException e) {
      throw new UserError(
          String.format(
              "The file %s is not valid JSON: %s (line %d).",
              file,
              e.getOriginalMessage(),
              e.getLocation() == null ? 0 : e.getLocation().getLineNr()),
          e);
    } catch (IOException e) {
      throw UserError.unreadable(file, e);
    }
  }

  /**
   * Reads a file if there is one; else the object is empty.
   *
   * @param file the file
   * @throws UserError if it cannot be read or is not a JSON object
   */
  public static JsonFile read(Optional<Path> file) {
    return file.map(JsonFile::read)
        .orElseGet(() -> new JsonFile(Path.of("config.json"), MAPPER.createObjectNode()));
  }

  public Path file() {
    return file;
  }

  /**
   * Returns a value as it is.
   *
   * @param key its key
   * @return the value; a missing node where there is none
   */
  public JsonNode get(String key) {
    return root.path(key);
  }

  /** Some of the keys with their values, as one line of JSON; keys that are absent are left out. */
  public String only(List<String> keys) {
    ObjectNode some = MAPPER.createObjectNode();
    for (String key : keys) {
      if (root.has(key)) {
        some.set(key, root.get(key));
      }
    }
    return some.toString();
  }

  /** A whole number; empty where the key is absent or null. */
  public OptionalInt integer(String key) {
    JsonNode node = root.path(key);
    if (absent(node)) {
      return OptionalInt.empty();
    }
    if (!node.canConvertToInt() || !node.canConvertToExactIntegral()) {
      throw wrong(key, node, "a whole number");
    }
    return OptionalInt.of(node.intValue());
  }

  /**
   * A size: a whole number from 1 on; empty where the key is absent or null.
   *
   * @param key its key
   * @param most the largest that makes sense; what is computed of sizes must not overflow
   * @throws UserError if it is something else
   */
  public OptionalInt size(String key, int most) {
    OptionalInt size = integer(key);
    if (size.isPresent() && (size.getAsInt() < 1 || size.getAsInt() > most)) {
      throw wrong(key, root.path(key), "between 1 and " + most);
    }
    return size;
  }

  /** A finite number; empty where the key is absent or null. */
  public OptionalDouble number(String key) {
    JsonNode node = root.path(key);
    if (absent(node)) {
      return OptionalDouble.empty();
    }
    if (!node.isNumber() || !Double.isFinite(node.doubleValue())) {
      throw wrong(key, node, "a number");
    }
    return OptionalDouble.of(node.doubleValue());
  }

  /** A string; empty where the key is absent or null. */
  public Optional<String> text(String key) {
    JsonNode node = root.path(key);
    if (absent(node)) {
      return Optional.empty();
    }
    if (!node.isTextual()) {
      throw wrong(key, node, "a string");
    }
    return Optional.of(node.textValue());
  }

  /** A truth value; false where the key is absent or null. */
  public boolean flag(String key) {
    JsonNode node = root.path(key);
    if (absent(node)) {
      return false;
    }
    if (!node.isBoolean()) {
      throw wrong(key, node, "true or false");
    }
    return node.booleanValue();
  }

  /** Numbers; empty where the key is absent or null. */
  public Optional<double[]> numbers(String key) {
    JsonNode node = root.path(key);
    if (absent(node)) {
      return Optional.empty();
    }
    double[] numbers = new double[node.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!node.isArray() || !node.get(i).isNumber()) {
        throw wrong(key, node, "a list of numbers");
      }
      numbers[i] = node.get(i).doubleValue();
    }
    if (numbers.length == 0) {
      throw wrong(key, node, "a list of numbers");
    }
    return Optional.of(numbers);
  }

  private static boolean absent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  private UserError wrong(String key, JsonNode node, String expected) {
    return new UserError(
        String.format("In %s, \"%s\" is %s; it must be %s.", file, key, node, expected));
  }
}

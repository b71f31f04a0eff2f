package dev.plumbline.engine.baseline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.api.Contributions.Image;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * JSON lines of which the first lists images, and each further one refers to images by their
 * numbers in that list, from 0 on.
 */
final class ImageLines {

  /** The key of the list of images, and of a line's numbers of images. */
  static final String IMAGES = "images";

  private static final JsonMapper JSON = new JsonMapper();

  private final StringBuilder text = new StringBuilder();
  private final Map<String, Integer> numbers = new HashMap<>();

  /** Takes a line that is not the first. */
  @FunctionalInterface
  interface Reader {

    /**
     * Takes a line.
     *
     * @param line the line
     * @param images the images, by their numbers
     * @throws IOException if something in it is no JSON of the kind that is asked for
     */
    void read(JsonNode line, List<Image> images) throws IOException;
  }

  /**
   * Begins with the line of images.
   *
   * @param scenes the scenes of the images, by the images' names
   */
  ImageLines(SortedMap<String, String> scenes) {
    scenes.keySet().forEach(name -> numbers.put(name, numbers.size()));
    ObjectNode first = JSON.createObjectNode();
    ArrayNode images = first.putArray(IMAGES);
    scenes.forEach((name, scene) -> images.addArray().add(name).add(scene));
    add(first);
  }

  /** Returns how many images there are. */
  int images() {
    return numbers.size();
  }

  /** Returns the number of an image. */
  int number(String image) {
    return numbers.get(image);
  }

  /** Returns a line without anything, to be added when it has. */
  static ObjectNode line() {
    return JSON.createObjectNode();
  }

  /** Adds a line. */
  void add(ObjectNode line) {
    text.append(line).append('\n');
  }

  /** Returns all lines. */
  String text() {
    return text.toString();
  }

  /**
   * Reads lines.
   *
   * @param text the lines
   * @param reader takes all but the first
   * @throws IllegalArgumentException if a line cannot be read; the message says which
   */
  static void read(String text, Reader reader) {
    List<Image> images = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      try {
        JsonNode node = JSON.readTree(line);
        if (number > 1) {
          reader.read(node, images);
          continue;
        }
        for (JsonNode image : node.required(IMAGES)) {
          images.add(new Image(image.required(0).asText(), image.required(1).asText()));
        }
      } catch (IOException | RuntimeException e) {
        throw new IllegalArgumentException("line " + number + ": " + reason(e), e);
      }
    }
  }

  private static String reason(Exception e) {
    return e instanceof JsonProcessingException json
        ? json.getOriginalMessage()
        : String.valueOf(e.getMessage());
  }
}

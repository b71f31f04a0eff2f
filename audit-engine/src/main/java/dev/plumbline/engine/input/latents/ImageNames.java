package dev.plumbline.engine.input.latents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.plumbline.engine.plan.SafeNames;
import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which images the rows of a file of latents were made of. In a safetensors file's metadata they
 * are JSON lists of texts, since metadata are texts.
 *
 * @param names the images' names, no two the same; all can be shown
 * @param scenes the images' scenes
 */
public record ImageNames(List<String> names, List<String> scenes) {

  private static final String NAMES = "names";
  private static final String SCENES = "scenes";
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * Reads names and scenes from metadata.
   *
   * @param file where the metadata are from, for messages
   * @param metadata the metadata
   * @param rows how many rows there are to be named
   * @return names and scenes; empty if the metadata have neither
   * @throws UserError if they have one without the other, or not one for each row
   */
  static Optional<ImageNames> read(Path file, Map<String, String> metadata, int rows) {
    if (!metadata.containsKey(NAMES) && !metadata.containsKey(SCENES)) {
      return Optional.empty();
    }
    List<String> names = texts(file, metadata, NAMES, rows);
    if (new HashSet<>(names).size() < rows) {
      throw new UserError(
          String.format(
              "The file %s gives two of its latents the same name in the metadata \"%s\": give each"
                  + " one of its own, since noise is drawn from it.",
              file, NAMES));
    }
    return Optional.of(new ImageNames(names, texts(file, metadata, SCENES, rows)));
  }

  private static List<String> texts(Path file, Map<String, String> metadata, String key, int rows) {
    List<String> texts = new ArrayList<>();
    try {
      JsonNode list = JSON.readTree(metadata.getOrDefault(key, ""));
      if (list.isArray()) {
        for (JsonNode text : list) {
          if (text.isTextual() && !text.textValue().isEmpty()) {
            texts.add(SafeNames.shown(text.textValue()));
          }
        }
      }
    } catch (JsonProcessingException e) {
      texts.clear(); // the one message below says what is expected
    }
    if (texts.size() != rows) {
      throw new UserError(
          String.format(
              "The file %s has no \"%s\" for its %d latents: its metadata must have \"%s\" and"
                  + " \"%s\", each a JSON list of %d texts, or neither.",
              file, key, rows, NAMES, SCENES, rows));
    }
    return texts;
  }

  /** Returns names and scenes as metadata. */
  public Map<String, String> metadata() {
    return Map.of(NAMES, json(names), SCENES, json(scenes));
  }

  private static String json(List<String> texts) {
    try {
      return JSON.writeValueAsString(texts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A list of texts is always JSON", e);
    }
  }
}

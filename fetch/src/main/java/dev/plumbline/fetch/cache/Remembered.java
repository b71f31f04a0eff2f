package dev.plumbline.fetch.cache;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.fetch.plain.Hex;
import dev.plumbline.fetch.plain.SafePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What a location stood for when it was last fetched.
 *
 * @param stoodFor what, for people
 * @param inside where in the checkpoint's folder what was named is; empty for the folder itself
 * @param files the files, by their names in that folder
 */
public record Remembered(String stoodFor, String inside, Map<String, Content> files) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * What a file consists of.
   *
   * @param sha256 its SHA-256
   * @param size how long it is
   */
  public record Content(String sha256, long size) {}

  /** Copies the files. */
  public Remembered {
    files = new TreeMap<>(files);
  }

  private static Path file(Cache cache, String key) throws IOException {
    return cache.folders().places().resolve(Hex.sha256(key) + ".json");
  }

  /**
   * Finds what a location stood for.
   *
   * @param cache the cache
   * @param key the location, with all that it depends on
   * @return it, if it was ever fetched
   */
  public static Optional<Remembered> of(Cache cache, String key) throws IOException {
    Path file = file(cache, key);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      JsonNode json = MAPPER.readTree(file.toFile());
      Map<String, Content> files = new TreeMap<>();
      for (JsonNode one : json.path("files")) {
        String path = one.path("path").asText("");
        String sha256 = one.path("sha256").asText("");
        if (!SafePath.isSafe(path) || !Hex.isSha256(sha256)) {
          return Optional.empty();
        }
        files.put(path, new Content(sha256, one.path("size").asLong(-1)));
      }
      String inside = json.path("inside").asText("");
      boolean isSound = !files.isEmpty() && (inside.isEmpty() || SafePath.isSafe(inside));
      return isSound
          ? Optional.of(new Remembered(json.path("stood_for").asText(""), inside, files))
          : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty(); // it is written anew
    }
  }

  /** Writes it down. */
  public void write(Cache cache, String key) throws IOException {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("location", key);
    json.put("stood_for", stoodFor);
    json.put("inside", inside);
    ArrayNode list = json.putArray("files");
    files.forEach(
        (path, content) ->
            list.addObject()
                .put("path", path)
                .put("sha256", content.sha256())
                .put("size", content.size()));
    CacheFolders.write(file(cache, key), json.toPrettyString());
  }

  /**
   * Lays the checkpoint out as a folder.
   *
   * @return where it lies; empty if not all of its files are in the cache
   */
  public Optional<Path> layOut(Cache cache) throws IOException {
    StringBuilder sums = new StringBuilder();
    files.forEach(
        (path, content) -> sums.append(content.sha256()).append("  ").append(path).append('\n'));
    Path folder = cache.folders().snapshots().resolve(Hex.sha256(sums.toString()));
    for (Map.Entry<String, Content> one : files.entrySet()) {
      Content content = one.getValue();
      Optional<Blob> blob = cache.blob(content.sha256(), OptionalLong.of(content.size()));
      if (blob.isEmpty()) {
        return Optional.empty();
      }
      Path name = folder.resolve(one.getKey());
      boolean isThere =
          Files.isRegularFile(name)
              && (Files.isSameFile(name, blob.get().file())
                  || (Files.size(name) == content.size() && Cache.isUntouched(name)));
      if (!isThere) {
        CacheFolders.link(blob.get().file(), name);
      }
    }
    return Optional.of(inside.isEmpty() ? folder : folder.resolve(inside));
  }
}

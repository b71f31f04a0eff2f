package dev.plumbline.engine.checkpoint.model;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A model with additions, ready for a session.
 *
 * @param bytes the serialised model
 * @param externalDataFolder the folder of the model's external data; empty where it has none
 */
public record AppendedModel(byte[] bytes, Optional<Path> externalDataFolder) {

  /** Returns the configuration that a session needs which is made from the bytes, by its keys. */
  public Map<String, String> sessionConfiguration() {
    return externalDataFolder
        .map(
            folder ->
                Map.of("session.model_external_initializers_file_folder_path", folder.toString()))
        .orElseGet(Map::of);
  }
}

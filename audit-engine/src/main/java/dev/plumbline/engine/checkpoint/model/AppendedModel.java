package dev.plumbline.engine.checkpoint.model;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A model with additions, ready for a session.
 *
 * @param bytes the serialised model
 * @param externalDataFolder the folder of the model's external data; empty where it has none
 */
public record AppendedModel(byte[] bytes, Optional<Path> externalDataFolder) {

  /**
   * Tells a session that is to be made from the bytes where the external data are.
   *
   * @param options the session's options
   * @throws OrtException if ONNX Runtime refuses the entry
   */
  public void configure(OrtSession.SessionOptions options) throws OrtException {
    if (externalDataFolder.isPresent()) {
      options.addConfigEntry(
          "session.model_external_initializers_file_folder_path",
          externalDataFolder.get().toString());
    }
  }
}

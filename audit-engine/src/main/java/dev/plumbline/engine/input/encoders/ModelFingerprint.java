package dev.plumbline.engine.input.encoders;

import java.nio.file.Path;

/** Recognises a model by its content. */
@FunctionalInterface
public interface ModelFingerprint {

  /**
   * Computes a model's fingerprint.
   *
   * @param onnx the model's file
   * @return the same text for models of the same content, data beside the file included
   * @throws dev.plumbline.engine.plan.UserError if the model cannot be read
   */
  String of(Path onnx);
}

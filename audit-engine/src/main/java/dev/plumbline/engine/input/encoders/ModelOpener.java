package dev.plumbline.engine.input.encoders;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.file.Path;

/** Opens models with the session settings of whoever runs them. */
@FunctionalInterface
public interface ModelOpener {

  /**
   * Opens a model.
   *
   * @param onnx the model's file
   * @return a session, which the caller closes
   * @throws OrtException if ONNX Runtime cannot load the model
   */
  OrtSession open(Path onnx) throws OrtException;
}

package dev.plumbline.engine.input.encoders;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.plumbline.engine.plan.Patience;
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

  /** Returns how long opening a model, and each of its runs, is waited for. */
  default Patience patience() {
    return Patience.ENDLESS;
  }

  /**
   * Returns the same opener with a limit to its patience.
   *
   * @param patience how long a model is waited for
   */
  default ModelOpener within(Patience patience) {
    ModelOpener opener = this;
    return new ModelOpener() {
      @Override
      public OrtSession open(Path onnx) throws OrtException {
        return opener.open(onnx);
      }

      @Override
      public Patience patience() {
        return patience;
      }
    };
  }
}

package dev.plumbline.engine.measure.session;

import ai.onnxruntime.OnnxTensor;

/** What a run reads or writes. It belongs to the {@link TensorScope} that made it. */
public final class Tensor {

  private final OnnxTensor tensor;

  Tensor(OnnxTensor tensor) {
    this.tensor = tensor;
  }

  /** Returns what ONNX Runtime knows it as. */
  OnnxTensor onnx() {
    return tensor;
  }
}

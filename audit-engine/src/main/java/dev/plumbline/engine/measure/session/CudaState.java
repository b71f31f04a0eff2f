package dev.plumbline.engine.measure.session;

import ai.onnxruntime.OrtException;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.runtime.OnnxRuntime;
import java.util.Optional;

/**
 * What there is of CUDA on this machine.
 *
 * @param isBuilt whether this ONNX Runtime is the build with CUDA
 * @param gpus the GPUs that the driver tells of, if it does
 * @param problem why no GPU can be had; empty if one can, or if this is the build for the CPU
 * @param remedy what to do about it
 */
public record CudaState(
    boolean isBuilt, Optional<String> gpus, Optional<String> problem, Optional<String> remedy) {

  /**
   * Finds out, by computing a sum on the first GPU.
   *
   * @throws UserError if ONNX Runtime cannot be loaded
   */
  public static CudaState find() {
    boolean isBuilt = Cuda.isBuilt();
    Optional<String> gpus = Gpus.list().map(Gpus::describe);
    if (!isBuilt) {
      return new CudaState(false, gpus, Optional.empty(), Optional.empty());
    }
    try {
      Cuda.tryOut(OnnxRuntime.environment(), 0);
      return new CudaState(true, gpus, Optional.empty(), Optional.empty());
    } catch (OrtException e) {
      return new CudaState(true, gpus, Optional.of(Cuda.cause(e)), Optional.of(Cuda.remedy(e)));
    }
  }
}

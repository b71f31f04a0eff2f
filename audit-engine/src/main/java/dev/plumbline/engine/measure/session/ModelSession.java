package dev.plumbline.engine.measure.session;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.plumbline.engine.plan.Patience;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** An opened model. It is run by one thread at a time. */
public final class ModelSession implements AutoCloseable {

  private final Sessions sessions;
  private final OrtSession session;
  private final Patience patience;

  ModelSession(Sessions sessions, OrtSession session, Patience patience) {
    this.sessions = sessions;
    this.session = session;
    this.patience = patience;
  }

  /**
   * Returns the shape of an input as the model declares it; −1 for what it leaves open.
   *
   * @param input the input's name
   * @throws SessionException if ONNX Runtime cannot tell
   */
  public long[] shape(String input) throws SessionException {
    return info(input).getShape();
  }

  /**
   * Makes a tensor of numbers in the type that an input has.
   *
   * @param scope keeps the tensor
   * @param input the input's name
   * @param values the numbers, in row-major order
   * @param shape the tensor's shape
   * @throws SessionException if ONNX Runtime refuses it
   */
  public Tensor numbers(TensorScope scope, String input, float[] values, long... shape)
      throws SessionException {
    return scope.numbers(info(input).type, values, shape);
  }

  /** Tells whether the model has an output of a name. */
  public boolean returns(String output) {
    return session.getOutputNames().contains(output);
  }

  private TensorInfo info(String input) throws SessionException {
    try {
      NodeInfo node = session.getInputInfo().get(input);
      return (TensorInfo) node.getInfo();
    } catch (OrtException e) {
      throw new SessionException(e);
    }
  }

  /**
   * Runs the model, until it is done or all runs of the device are {@link Sessions#terminate
   * terminated}.
   *
   * @param inputs the inputs, all of them
   * @param outputs the outputs to return
   * @param pinned the tensors that some of the outputs are written into
   * @param batch how many images the run takes: the first axis of what it returns
   * @throws SessionException if it fails, or is terminated
   */
  public RunOutputs run(
      Map<String, Tensor> inputs, Set<String> outputs, Map<String, Tensor> pinned, int batch)
      throws SessionException {
    Set<String> unpinned = new LinkedHashSet<>(outputs);
    unpinned.removeAll(pinned.keySet());
    try {
      OrtSession.Result result =
          sessions.run(session, onnx(inputs), unpinned, onnx(pinned), patience);
      sessions.returned(bytes(result, new HashSet<>(inputs.values()), pinned));
      return new RunOutputs(result, pinned.keySet(), batch);
    } catch (OrtException e) {
      throw new SessionException(e);
    }
  }

  /** Returns how much a run returned, but for sums, which stay where it added to them. */
  private static long bytes(
      OrtSession.Result result, Set<Tensor> given, Map<String, Tensor> pinned) {
    long bytes = 0;
    for (Map.Entry<String, OnnxValue> output : result) {
      if (output.getValue() instanceof OnnxTensor tensor
          && !given.contains(pinned.get(output.getKey()))) {
        TensorInfo info = tensor.getInfo();
        bytes += info.getNumElements() * info.type.size;
      }
    }
    return bytes;
  }

  private static Map<String, OnnxTensor> onnx(Map<String, Tensor> tensors) {
    Map<String, OnnxTensor> onnx = new HashMap<>();
    tensors.forEach((name, tensor) -> onnx.put(name, tensor.onnx()));
    return onnx;
  }

  @Override
  public void close() throws SessionException {
    try {
      session.close();
    } catch (OrtException e) {
      throw new SessionException(e);
    }
  }
}

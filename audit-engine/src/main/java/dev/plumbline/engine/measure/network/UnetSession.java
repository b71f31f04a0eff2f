package dev.plumbline.engine.measure.network;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.plumbline.engine.checkpoint.backbone.UnetInterface;
import dev.plumbline.engine.checkpoint.graph.GraphValue;
import dev.plumbline.engine.checkpoint.model.AppendedModel;
import dev.plumbline.engine.input.encoders.Conditioning;
import dev.plumbline.engine.input.files.NumpyArray;
import dev.plumbline.engine.measure.session.RunOutputs;
import dev.plumbline.engine.measure.session.Sessions;
import dev.plumbline.engine.measure.session.TensorScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A U-Net with statistic heads, ready to run. */
public final class UnetSession implements AutoCloseable {

  private final Sessions sessions;
  private final UnetInterface unet;
  private final Conditioning conditioning;
  private final OrtSession session;

  private UnetSession(
      Sessions sessions, UnetInterface unet, Conditioning conditioning, OrtSession session) {
    this.sessions = sessions;
    this.unet = unet;
    this.conditioning = conditioning;
    this.session = session;
  }

  public static UnetSession open(
      Sessions sessions, UnetInterface unet, Conditioning conditioning, AppendedModel model)
      throws OrtException {
    return new UnetSession(sessions, unet, conditioning, sessions.open(model));
  }

  /** Returns how many images a run takes for some: a graph of fixed batch size is filled up. */
  int batch(int samples) {
    return Math.max(samples, unet.fixedBatch().orElse(0));
  }

  /** As below, with all outputs allocated by ONNX Runtime. */
  RunOutputs run(
      List<float[]> samples,
      long[] shape,
      int timestep,
      Map<String, OnnxTensor> extra,
      Set<String> outputs)
      throws OrtException {
    return run(samples, shape, timestep, extra, outputs, Map.of());
  }

  /**
   * Runs the U-Net on a batch.
   *
   * @param samples noisy latents, each [C·h·w]
   * @param shape C, h, w
   * @param timestep the timestep
   * @param extra the heads' inputs
   * @param outputs the outputs to return
   * @param pinned the tensors that some of the outputs are written into
   */
  RunOutputs run(
      List<float[]> samples,
      long[] shape,
      int timestep,
      Map<String, OnnxTensor> extra,
      Set<String> outputs,
      Map<String, OnnxTensor> pinned)
      throws OrtException {
    List<float[]> rows = new ArrayList<>(samples);
    int batch = batch(samples.size());
    while (rows.size() < batch) {
      rows.add(samples.get(samples.size() - 1));
    }
    Set<String> unpinned = new LinkedHashSet<>(outputs);
    unpinned.removeAll(pinned.keySet());
    try (TensorScope scope = new TensorScope(sessions.environment())) {
      Map<String, OnnxTensor> inputs = new LinkedHashMap<>(extra);
      inputs.put(
          unet.sample().name(),
          scope.numbers(
              type(unet.sample()), concatenate(rows), batch, shape[0], shape[1], shape[2]));
      inputs.put(unet.timestep().name(), timestepTensor(scope, timestep, batch));
      putConditioning(inputs, scope, batch);
      for (GraphValue residual : unet.residuals()) {
        inputs.put(residual.name(), zeros(scope, residual, batch));
      }
      for (GraphValue unused : unet.unconsumed()) {
        inputs.put(unused.name(), zeros(scope, unused, 1));
      }
      return new RunOutputs(
          sessions.run(session, inputs, unpinned, pinned), pinned.keySet(), batch);
    }
  }

  private OnnxTensor timestepTensor(TensorScope scope, int timestep, int batch)
      throws OrtException {
    long[] dims = info(unet.timestep()).getShape();
    int length = dims.length == 0 || dims[0] == 1 ? 1 : batch;
    float[] values = new float[length];
    Arrays.fill(values, timestep);
    long[] shape = dims.length == 0 ? new long[0] : new long[] {length};
    return scope.numbers(type(unet.timestep()), values, shape);
  }

  private void putConditioning(Map<String, OnnxTensor> inputs, TensorScope scope, int batch)
      throws OrtException {
    Map<GraphValue, NumpyArray> arrays = new LinkedHashMap<>();
    arrays.put(unet.encoderHiddenStates(), conditioning.prompt());
    unet.textEmbeds().ifPresent(to -> arrays.put(to, conditioning.pooled().orElseThrow()));
    unet.timeIds().ifPresent(to -> arrays.put(to, conditioning.timeIds().orElseThrow()));
    unet.timestepCond().ifPresent(to -> arrays.put(to, conditioning.guidance().orElseThrow()));
    for (Map.Entry<GraphValue, NumpyArray> entry : arrays.entrySet()) {
      long[] shape = entry.getValue().shape().clone();
      shape[0] = batch;
      float[] rows = concatenate(Collections.nCopies(batch, entry.getValue().data()));
      inputs.put(entry.getKey().name(), scope.numbers(type(entry.getKey()), rows, shape));
    }
  }

  /**
   * Makes zeros for an input that changes nothing: no node reads it, or it is only added. Sizes
   * that the graph leaves open are 1, which spreads over any other.
   */
  private OnnxTensor zeros(TensorScope scope, GraphValue input, int batch) throws OrtException {
    long[] shape = Arrays.stream(info(input).getShape()).map(size -> Math.max(size, 1)).toArray();
    if (shape.length > 0 && info(input).getShape()[0] < 1) {
      shape[0] = batch;
    }
    int size = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    return scope.numbers(type(input), new float[size], shape);
  }

  private OnnxJavaType type(GraphValue input) throws OrtException {
    return info(input).type;
  }

  private TensorInfo info(GraphValue input) throws OrtException {
    NodeInfo node = session.getInputInfo().get(input.name());
    return (TensorInfo) node.getInfo();
  }

  private static float[] concatenate(List<float[]> rows) {
    int size = rows.get(0).length;
    float[] all = new float[rows.size() * size];
    for (int row = 0; row < rows.size(); row++) {
      System.arraycopy(rows.get(row), 0, all, row * size, size);
    }
    return all;
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}

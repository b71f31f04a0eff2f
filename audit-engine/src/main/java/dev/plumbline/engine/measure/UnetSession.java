package dev.plumbline.engine.measure;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.plumbline.engine.checkpoint.AppendedModel;
import dev.plumbline.engine.checkpoint.GraphValue;
import dev.plumbline.engine.checkpoint.UnetInterface;
import dev.plumbline.engine.input.NumpyArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A U-Net with statistic heads, ready to run. */
final class UnetSession implements AutoCloseable {

  private final Sessions sessions;
  private final UnetInterface unet;
  private final NumpyArray prompt;
  private final OrtSession session;

  private UnetSession(
      Sessions sessions, UnetInterface unet, NumpyArray prompt, OrtSession session) {
    this.sessions = sessions;
    this.unet = unet;
    this.prompt = prompt;
    this.session = session;
  }

  static UnetSession open(
      Sessions sessions, UnetInterface unet, NumpyArray prompt, AppendedModel model)
      throws OrtException {
    return new UnetSession(sessions, unet, prompt, sessions.open(model));
  }

  /**
   * Runs the U-Net on a batch.
   *
   * @param samples noisy latents, each [C·h·w]
   * @param shape C, h, w
   * @param timestep the timestep
   * @param extra the heads' inputs
   * @param outputs the outputs to return
   */
  RunOutputs run(
      List<float[]> samples,
      long[] shape,
      int timestep,
      Map<String, OnnxTensor> extra,
      Set<String> outputs)
      throws OrtException {
    List<float[]> rows = new ArrayList<>(samples);
    while (rows.size() < unet.fixedBatch().orElse(0)) {
      rows.add(samples.get(samples.size() - 1)); // a graph of fixed batch size is filled up
    }
    int batch = rows.size();
    try (TensorScope scope = new TensorScope(sessions.environment())) {
      Map<String, OnnxTensor> inputs = new LinkedHashMap<>(extra);
      inputs.put(
          unet.sample().name(),
          scope.numbers(
              type(unet.sample()), concatenate(rows), batch, shape[0], shape[1], shape[2]));
      inputs.put(unet.timestep().name(), timestepTensor(scope, timestep, batch));
      inputs.put(
          unet.encoderHiddenStates().name(),
          scope.numbers(
              type(unet.encoderHiddenStates()),
              concatenate(Collections.nCopies(batch, prompt.data())),
              batch,
              prompt.shape()[1],
              prompt.shape()[2]));
      for (GraphValue unused : unet.unconsumed()) {
        inputs.put(unused.name(), zeros(scope, unused));
      }
      return new RunOutputs(session.run(inputs, outputs), batch);
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

  /** Makes a value for an input that no node reads. */
  private OnnxTensor zeros(TensorScope scope, GraphValue input) throws OrtException {
    long[] shape = Arrays.stream(info(input).getShape()).map(size -> Math.max(size, 1)).toArray();
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

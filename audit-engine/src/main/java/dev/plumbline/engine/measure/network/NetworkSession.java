package dev.plumbline.engine.measure.network;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.engine.checkpoint.backbone.NetworkInterface;
import dev.plumbline.engine.checkpoint.graph.GraphValue;
import dev.plumbline.engine.checkpoint.model.AppendedModel;
import dev.plumbline.engine.input.encoders.Conditioning;
import dev.plumbline.engine.input.files.NumpyArray;
import dev.plumbline.engine.measure.session.ModelSession;
import dev.plumbline.engine.measure.session.RunOutputs;
import dev.plumbline.engine.measure.session.SessionException;
import dev.plumbline.engine.measure.session.Sessions;
import dev.plumbline.engine.measure.session.Tensor;
import dev.plumbline.engine.measure.session.TensorScope;
import dev.plumbline.engine.plan.Patience;
import dev.plumbline.engine.plan.SizeLimits;
import dev.plumbline.engine.plan.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A network with what is added to its graph, ready to run. */
public final class NetworkSession implements AutoCloseable {

  /** An array's most, less what virtual machines keep for themselves. */
  private static final long MOST_NUMBERS = Integer.MAX_VALUE - 8;

  private final NetworkInterface unet;
  private final Conditioning conditioning;
  private final ModelSession session;

  private NetworkSession(NetworkInterface unet, Conditioning conditioning, ModelSession session) {
    this.unet = unet;
    this.conditioning = conditioning;
    this.session = session;
  }

  public static NetworkSession open(
      Sessions sessions,
      NetworkInterface unet,
      Conditioning conditioning,
      AppendedModel model,
      Patience patience)
      throws SessionException {
    return new NetworkSession(unet, conditioning, sessions.open(model, patience));
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
      Map<String, Tensor> extra,
      Set<String> outputs)
      throws SessionException {
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
      Map<String, Tensor> extra,
      Set<String> outputs,
      Map<String, Tensor> pinned)
      throws SessionException {
    List<float[]> rows = new ArrayList<>(samples);
    int batch = batch(samples.size());
    while (rows.size() < batch) {
      rows.add(samples.get(samples.size() - 1));
    }
    try (TensorScope scope = new TensorScope()) {
      Map<String, Tensor> inputs = new LinkedHashMap<>(extra);
      inputs.put(
          unet.sample().name(),
          session.numbers(
              scope, unet.sample().name(), concatenate(rows), batch, shape[0], shape[1], shape[2]));
      inputs.put(unet.timestep().name(), timestepTensor(scope, timestep, batch));
      putConditioning(inputs, scope, batch);
      for (GraphValue residual : unet.residuals()) {
        inputs.put(residual.name(), zeros(scope, residual, batch));
      }
      for (GraphValue unused : unet.unconsumed()) {
        if (session.returns(unused.name())) { // else ONNX Runtime runs without it
          inputs.put(unused.name(), zeros(scope, unused, 1));
        }
      }
      return session.run(inputs, outputs, pinned, batch);
    }
  }

  private Tensor timestepTensor(TensorScope scope, int timestep, int batch)
      throws SessionException {
    long[] dims = session.shape(unet.timestep().name());
    int length = dims.length == 0 || dims[0] == 1 ? 1 : batch;
    float[] values = new float[length];
    Arrays.fill(values, timestep);
    long[] shape = dims.length == 0 ? new long[0] : new long[] {length};
    return session.numbers(scope, unet.timestep().name(), values, shape);
  }

  private void putConditioning(Map<String, Tensor> inputs, TensorScope scope, int batch)
      throws SessionException {
    Map<GraphValue, NumpyArray> arrays = new LinkedHashMap<>();
    arrays.put(unet.encoderHiddenStates(), conditioning.prompt());
    unet.textEmbeds().ifPresent(to -> arrays.put(to, conditioning.pooled().orElseThrow()));
    unet.timeIds().ifPresent(to -> arrays.put(to, conditioning.timeIds().orElseThrow()));
    unet.timestepCond().ifPresent(to -> arrays.put(to, conditioning.guidance().orElseThrow()));
    for (Map.Entry<GraphValue, NumpyArray> entry : arrays.entrySet()) {
      long[] shape = entry.getValue().shape().clone();
      shape[0] = batch;
      float[] rows = concatenate(Collections.nCopies(batch, entry.getValue().data()));
      inputs.put(entry.getKey().name(), session.numbers(scope, entry.getKey().name(), rows, shape));
    }
  }

  /**
   * Makes zeros for an input that changes nothing: it is returned as it is, or only added. Sizes
   * that the graph leaves open are 1, which spreads over any other.
   */
  private Tensor zeros(TensorScope scope, GraphValue input, int batch) throws SessionException {
    long[] declared = session.shape(input.name());
    long[] shape = Arrays.stream(declared).map(size -> Math.max(size, 1)).toArray();
    if (shape.length > 0 && declared[0] < 1) {
      shape[0] = batch;
    }
    if (SizeLimits.areTooMany(shape)) {
      throw new UserError(
          String.format(
              "The U-Net declares the input %s, and zeros for it are more than anything takes.",
              input));
    }
    int size = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    return session.numbers(scope, input.name(), new float[size], shape);
  }

  private static float[] concatenate(List<float[]> rows) {
    int size = rows.get(0).length;
    if ((long) rows.size() * size > MOST_NUMBERS) {
      throw new UserError(
          String.format(
              "%d images at once are more numbers than fit into one tensor: take fewer (%s), or"
                  + " export the U-Net for fewer.",
              rows.size(), AuditParameters.BATCH));
    }
    float[] all = new float[rows.size() * size];
    for (int row = 0; row < rows.size(); row++) {
      System.arraycopy(rows.get(row), 0, all, row * size, size);
    }
    return all;
  }

  @Override
  public void close() throws SessionException {
    session.close();
  }
}

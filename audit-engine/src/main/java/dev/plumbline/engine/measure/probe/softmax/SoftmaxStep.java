package dev.plumbline.engine.measure.probe.softmax;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The training step of the softmax probe for layers of one grid, on the CPU. */
final class SoftmaxStep implements AutoCloseable {

  private final OrtSession session;

  private SoftmaxStep(OrtSession session) {
    this.session = session;
  }

  /**
   * Opens a session that runs on the thread that calls it: so layers can be trained beside one
   * another, and no sum depends on the number of threads.
   */
  static SoftmaxStep open(OrtEnvironment environment, int height, int width) throws OrtException {
    return open(environment, height, width, 1);
  }

  static SoftmaxStep open(OrtEnvironment environment, int height, int width, int threads)
      throws OrtException {
    try (SessionOptions options = new SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      return new SoftmaxStep(
          environment.createSession(SoftmaxStepGraph.of(height, width), options));
    }
  }

  /** Takes a step: reads the batch and the parameters, and replaces the parameters. */
  void run(SoftmaxBatch batch, SoftmaxParameters parameters) throws OrtException {
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>(batch.inputs());
    inputs.putAll(parameters.inputs());
    session.run(inputs, Set.of(), parameters.outputs()).close(); // pinned values stay open
    parameters.swap();
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}

package dev.plumbline.engine.measure.probe.softmax;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.plumbline.api.spi.LayerShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a training step of the softmax probe reads beside the parameters, used over and over. */
final class SoftmaxBatch implements AutoCloseable {

  /** How many tokens a step takes. */
  static final int SIZE = 512;

  private final OrtEnvironment environment;
  private final int channels;
  private final int height;
  private final int classes;
  private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
  private final ByteBuffer tokens;
  private final FloatBuffer scales;
  private final FloatBuffer shares;
  private final FloatBuffer scaledShares;
  private final FloatBuffer targets;
  private final float[] noTargets;
  private final FloatBuffer stepSize;
  private final FloatBuffer correction;

  SoftmaxBatch(OrtEnvironment environment, LayerShape shape) throws OrtException {
    this.environment = environment;
    channels = shape.channels();
    height = shape.height();
    classes = shape.height() + shape.width();
    noTargets = new float[SIZE * classes];
    try {
      tokens = direct(SIZE * channels * Short.BYTES);
      inputs.put(
          SoftmaxStepGraph.TOKENS,
          OnnxTensor.createTensor(
              environment, tokens, new long[] {SIZE, channels}, OnnxJavaType.FLOAT16));
      scales = floats(SoftmaxStepGraph.SCALES, SIZE, 1);
      shares = floats(SoftmaxStepGraph.SHARES, SIZE, 1);
      scaledShares = floats(SoftmaxStepGraph.SCALED_SHARES, SIZE, 1);
      targets = floats(SoftmaxStepGraph.TARGETS, SIZE, classes);
      stepSize = floats(SoftmaxStepGraph.STEP_SIZE, 1);
      correction = floats(SoftmaxStepGraph.CORRECTION, 1);
    } catch (OrtException e) {
      close();
      throw e;
    }
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  private FloatBuffer floats(String name, long... shape) throws OrtException {
    int size = (int) (shape.length == 1 ? shape[0] : shape[0] * shape[1]);
    FloatBuffer buffer = direct(size * Float.BYTES).asFloatBuffer();
    inputs.put(name, OnnxTensor.createTensor(environment, buffer, shape));
    return buffer;
  }

  /**
   * Puts tokens in.
   *
   * @param from where they are
   * @param order the order of all tokens
   * @param first the first of the batch in that order; the batch may be shorter than others
   */
  void fill(StoredTokens from, int[] order, int first) {
    int count = Math.min(SIZE, order.length - first);
    targets.put(0, noTargets);
    for (int i = 0; i < count; i++) {
      int token = order[first + i];
      from.copy(token, tokens, i * channels * Short.BYTES);
      scales.put(i, from.scale(token));
      shares.put(i, 1f / count);
      scaledShares.put(i, from.scale(token) / count);
      targets.put(i * classes + from.row(token), 1);
      targets.put(i * classes + height + from.column(token), 1);
    }
    for (int i = count; i < SIZE; i++) { // what stands there counts for nothing
      shares.put(i, 0);
      scaledShares.put(i, 0);
    }
  }

  /** Sets what Adam's step number t, from 1 on, multiplies with. */
  void step(int number, double learningRate) {
    stepSize.put(0, (float) (learningRate / (1 - Math.pow(SoftmaxStepGraph.BETA_1, number))));
    correction.put(0, (float) (1 / Math.sqrt(1 - Math.pow(SoftmaxStepGraph.BETA_2, number))));
  }

  Map<String, OnnxTensor> inputs() {
    return inputs;
  }

  @Override
  public void close() {
    inputs.values().forEach(OnnxTensor::close);
  }
}

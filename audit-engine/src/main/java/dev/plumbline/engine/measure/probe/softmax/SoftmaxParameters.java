package dev.plumbline.engine.measure.probe.softmax;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.api.spi.LinearClassifier;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights and biases of a softmax probe with Adam's moments of them, twice: a training step
 * reads one of the two sets and writes the other, then they change places. The buffers are direct,
 * since ONNX Runtime writes into no others.
 */
final class SoftmaxParameters implements AutoCloseable {

  private final int channels;
  private final int height;
  private final int classes;
  private Map<String, OnnxTensor> current = new LinkedHashMap<>();
  private Map<String, OnnxTensor> next = new LinkedHashMap<>();
  private final Map<OnnxTensor, FloatBuffer> buffers = new LinkedHashMap<>();

  /** Makes parameters that are all 0. */
  SoftmaxParameters(OrtEnvironment environment, LayerShape shape) throws OrtException {
    channels = shape.channels();
    height = shape.height();
    classes = shape.height() + shape.width();
    try {
      for (Map<String, OnnxTensor> set : List.of(current, next)) {
        for (String name : SoftmaxStepGraph.STATE) {
          set.put(name, zeros(environment));
        }
      }
    } catch (OrtException e) {
      close();
      throw e;
    }
  }

  private OnnxTensor zeros(OrtEnvironment environment) throws OrtException {
    FloatBuffer buffer =
        ByteBuffer.allocateDirect((channels + 1) * classes * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    OnnxTensor tensor =
        OnnxTensor.createTensor(environment, buffer, new long[] {channels + 1, classes});
    buffers.put(tensor, buffer);
    return tensor;
  }

  /** Draws weights, then biases, evenly from ±1/√C, as a linear layer of PyTorch begins. */
  void draw(PytorchRandom random) {
    float limit = (float) (1 / Math.sqrt(channels));
    FloatBuffer parameters = values();
    for (int k = 0; k < classes; k++) {
      for (int c = 0; c < channels; c++) {
        parameters.put(c * classes + k, random.uniform(-limit, limit));
      }
    }
    for (int k = 0; k < classes; k++) {
      parameters.put(channels * classes + k, random.uniform(-limit, limit));
    }
  }

  /** Returns the tensors that the next step reads, by the graph's input. */
  Map<String, OnnxTensor> inputs() {
    return current;
  }

  /** Returns the tensors that the next step writes, by the graph's output. */
  Map<String, OnnxTensor> outputs() {
    Map<String, OnnxTensor> outputs = new LinkedHashMap<>();
    next.forEach((name, tensor) -> outputs.put(SoftmaxStepGraph.NEXT + name, tensor));
    return outputs;
  }

  /** Makes what the last step wrote what the next one reads. */
  void swap() {
    Map<String, OnnxTensor> written = next;
    next = current;
    current = written;
  }

  private FloatBuffer values() {
    return buffers.get(current.get(SoftmaxStepGraph.PARAMETERS));
  }

  boolean areFinite() {
    FloatBuffer values = values();
    for (int i = 0; i < values.capacity(); i++) {
      if (!Float.isFinite(values.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Returns the classifiers of rows and columns that the parameters are. */
  LinearClassifier classifier() {
    return new LinearClassifier(
        new float[channels],
        weights(0, height),
        bias(0, height),
        weights(height, classes),
        bias(height, classes));
  }

  private float[] weights(int from, int to) {
    FloatBuffer values = values();
    float[] weights = new float[(to - from) * channels];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = values.get(i % channels * classes + from + i / channels);
    }
    return weights;
  }

  private float[] bias(int from, int to) {
    float[] bias = new float[to - from];
    values().get(channels * classes + from, bias);
    return bias;
  }

  @Override
  public void close() {
    buffers.keySet().forEach(OnnxTensor::close);
  }
}

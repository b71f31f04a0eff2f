package dev.plumbline.engine.measure;

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
  private final int width;
  private Map<String, OnnxTensor> current = new LinkedHashMap<>();
  private Map<String, OnnxTensor> next = new LinkedHashMap<>();
  private final Map<OnnxTensor, FloatBuffer> buffers = new LinkedHashMap<>();

  /** Makes parameters that are all 0. */
  SoftmaxParameters(OrtEnvironment environment, LayerShape shape) throws OrtException {
    channels = shape.channels();
    height = shape.height();
    width = shape.width();
    int classes = height + width;
    try {
      for (Map<String, OnnxTensor> set : List.of(current, next)) {
        add(environment, set, SoftmaxStepGraph.WEIGHTS, classes, channels);
        add(environment, set, SoftmaxStepGraph.BIAS, 1, classes);
      }
    } catch (OrtException e) {
      close();
      throw e;
    }
  }

  private void add(
      OrtEnvironment environment,
      Map<String, OnnxTensor> set,
      String parameter,
      int rows,
      int columns)
      throws OrtException {
    for (String part : List.of("", SoftmaxStepGraph.FIRST_MOMENT, SoftmaxStepGraph.SECOND_MOMENT)) {
      FloatBuffer buffer =
          ByteBuffer.allocateDirect(rows * columns * Float.BYTES)
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
      OnnxTensor tensor = OnnxTensor.createTensor(environment, buffer, new long[] {rows, columns});
      set.put(parameter + part, tensor);
      buffers.put(tensor, buffer);
    }
  }

  /** Draws weights and biases evenly from ±1/√C, as a linear layer of PyTorch begins. */
  void draw(PytorchRandom random) {
    float limit = (float) (1 / Math.sqrt(channels));
    for (String parameter : List.of(SoftmaxStepGraph.WEIGHTS, SoftmaxStepGraph.BIAS)) {
      FloatBuffer values = values(parameter);
      for (int i = 0; i < values.capacity(); i++) {
        values.put(i, random.uniform(-limit, limit));
      }
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

  /** Returns what the last step wrote for a parameter, a view. */
  FloatBuffer values(String parameter) {
    return buffers.get(current.get(parameter));
  }

  boolean areFinite() {
    return areFinite(values(SoftmaxStepGraph.WEIGHTS)) && areFinite(values(SoftmaxStepGraph.BIAS));
  }

  private static boolean areFinite(FloatBuffer values) {
    for (int i = 0; i < values.capacity(); i++) {
      if (!Float.isFinite(values.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Returns the classifiers of rows and columns that the parameters are. */
  LinearClassifier classifier() {
    FloatBuffer weights = values(SoftmaxStepGraph.WEIGHTS);
    FloatBuffer bias = values(SoftmaxStepGraph.BIAS);
    return new LinearClassifier(
        new float[channels],
        copy(weights, 0, height * channels),
        copy(bias, 0, height),
        copy(weights, height * channels, width * channels),
        copy(bias, height, width));
  }

  private static float[] copy(FloatBuffer values, int from, int length) {
    float[] copy = new float[length];
    values.get(from, copy);
    return copy;
  }

  @Override
  public void close() {
    buffers.keySet().forEach(OnnxTensor::close);
  }
}

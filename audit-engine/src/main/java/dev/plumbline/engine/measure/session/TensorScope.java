package dev.plumbline.engine.measure.session;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.platform.Fp16Conversions;
import dev.plumbline.engine.runtime.OnnxRuntime;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** Makes tensors and closes them all. A closed tensor must never reach a run: it kills the JVM. */
public final class TensorScope implements AutoCloseable {

  private final OrtEnvironment environment = OnnxRuntime.environment();
  private final List<OnnxTensor> tensors = new ArrayList<>();

  /** Makes a tensor of ONNX Runtime's. */
  @FunctionalInterface
  private interface Making {
    OnnxTensor make() throws OrtException;
  }

  /**
   * Makes a tensor of float32.
   *
   * @param values its values, in row-major order
   * @param shape its shape
   * @throws SessionException if ONNX Runtime refuses it
   */
  public Tensor floats(float[] values, long... shape) throws SessionException {
    return keep(() -> OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape));
  }

  /**
   * Makes a tensor whose values are those of a direct buffer, now and later.
   *
   * @param direct the buffer
   * @param shape the tensor's shape
   * @throws SessionException if ONNX Runtime refuses it
   */
  public Tensor over(FloatBuffer direct, long... shape) throws SessionException {
    return keep(() -> OnnxTensor.createTensor(environment, direct, shape));
  }

  /**
   * Makes a tensor of int8 whose values are those of a direct buffer.
   *
   * @param direct the buffer
   * @param shape the tensor's shape
   * @throws SessionException if ONNX Runtime refuses it
   */
  public Tensor bytes(ByteBuffer direct, long... shape) throws SessionException {
    return keep(() -> OnnxTensor.createTensor(environment, direct, shape, OnnxJavaType.INT8));
  }

  /**
   * Makes a boolean scalar.
   *
   * @param value its value
   * @throws SessionException if ONNX Runtime refuses it
   */
  public Tensor bool(boolean value) throws SessionException {
    return keep(() -> OnnxTensor.createTensor(environment, value));
  }

  /**
   * Makes a vector of bool.
   *
   * @param values its values
   * @throws SessionException if ONNX Runtime refuses it
   */
  public Tensor flags(boolean... values) throws SessionException {
    return keep(() -> OnnxTensor.createTensor(environment, values));
  }

  /**
   * Makes a vector of int64.
   *
   * @param values its values
   * @throws SessionException if ONNX Runtime refuses it
   */
  public Tensor integers(int... values) throws SessionException {
    float[] numbers = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      numbers[i] = values[i];
    }
    return numbers(OnnxJavaType.INT64, numbers, values.length);
  }

  /** Makes a tensor of numbers in whichever type a graph wants. */
  Tensor numbers(OnnxJavaType type, float[] values, long... shape) throws SessionException {
    return switch (type) {
      case FLOAT -> floats(values, shape);
      case FLOAT16 ->
          keep(
              () ->
                  OnnxTensor.createTensor(
                      environment,
                      Fp16Conversions.convertFloatBufferToFp16Buffer(FloatBuffer.wrap(values)),
                      shape,
                      OnnxJavaType.FLOAT16));
      default -> {
        ByteBuffer bytes =
            ByteBuffer.allocateDirect(values.length * type.size).order(ByteOrder.nativeOrder());
        for (float value : values) {
          put(bytes, type, value);
        }
        bytes.flip();
        yield keep(() -> OnnxTensor.createTensor(environment, bytes, shape, type));
      }
    };
  }

  private static void put(ByteBuffer bytes, OnnxJavaType type, float value) {
    switch (type) {
      case DOUBLE -> bytes.putDouble(value);
      case INT64 -> bytes.putLong((long) value);
      case INT32 -> bytes.putInt((int) value);
      case BOOL -> bytes.put((byte) value);
      default -> throw new IllegalArgumentException("No graph takes numbers as " + type);
    }
  }

  private Tensor keep(Making making) throws SessionException {
    try {
      OnnxTensor tensor = making.make();
      tensors.add(tensor);
      return new Tensor(tensor);
    } catch (OrtException e) {
      throw new SessionException(e);
    }
  }

  @Override
  public void close() {
    tensors.forEach(OnnxTensor::close);
  }
}

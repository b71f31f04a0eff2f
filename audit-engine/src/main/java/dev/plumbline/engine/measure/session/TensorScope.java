package dev.plumbline.engine.measure.session;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** Makes tensors and closes them all. A closed tensor must never reach a run: it kills the JVM. */
public final class TensorScope implements AutoCloseable {

  private final OrtEnvironment environment;
  private final List<OnnxTensor> tensors = new ArrayList<>();

  public TensorScope(OrtEnvironment environment) {
    this.environment = environment;
  }

  /** Returns another scope, for tensors that live shorter. */
  public TensorScope sibling() {
    return new TensorScope(environment);
  }

  public OnnxTensor floats(float[] values, long... shape) throws OrtException {
    return keep(OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape));
  }

  /** Makes a tensor whose values are those of a direct buffer, now and later. */
  public OnnxTensor over(FloatBuffer direct, long... shape) throws OrtException {
    return keep(OnnxTensor.createTensor(environment, direct, shape));
  }

  public OnnxTensor bool(boolean value) throws OrtException {
    return keep(OnnxTensor.createTensor(environment, value));
  }

  /** Makes a tensor of numbers in whichever type a graph wants. */
  public OnnxTensor numbers(OnnxJavaType type, float[] values, long... shape) throws OrtException {
    return switch (type) {
      case FLOAT -> floats(values, shape);
      case FLOAT16 ->
          keep(
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
        yield keep(OnnxTensor.createTensor(environment, bytes.flip(), shape, type));
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

  private OnnxTensor keep(OnnxTensor tensor) {
    tensors.add(tensor);
    return tensor;
  }

  @Override
  public void close() {
    tensors.forEach(OnnxTensor::close);
  }
}

package dev.plumbline.engine.input.encoders;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.platform.Fp16Conversions;
import dev.plumbline.engine.input.files.NumpyArray;
import dev.plumbline.engine.runtime.OnnxRuntime;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/** Tensors of whatever type a model asks for. */
final class Tensors {

  private Tensors() {}

  /** Makes a float32 or float16 tensor. */
  static OnnxTensor floats(TensorInfo info, float[] values, long[] shape) throws OrtException {
    OrtEnvironment environment = OnnxRuntime.environment();
    return switch (info.type) {
      case FLOAT -> OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
      case FLOAT16 -> {
        ShortBuffer halves =
            ByteBuffer.allocateDirect(2 * values.length)
                .order(ByteOrder.nativeOrder())
                .asShortBuffer();
        for (float value : values) {
          halves.put(Fp16Conversions.floatToFp16(value));
        }
        yield OnnxTensor.createTensor(environment, halves.rewind(), shape, info.type);
      }
      default -> throw new OrtException("It takes " + info.type + " where floats were expected");
    };
  }

  /** Makes an int64 or int32 tensor. */
  static OnnxTensor integers(TensorInfo info, int[] values, long[] shape) throws OrtException {
    OrtEnvironment environment = OnnxRuntime.environment();
    return switch (info.type) {
      case INT32 -> OnnxTensor.createTensor(environment, IntBuffer.wrap(values), shape);
      case INT64 -> {
        LongBuffer longs = LongBuffer.allocate(values.length);
        for (int value : values) {
          longs.put(value);
        }
        yield OnnxTensor.createTensor(environment, longs.rewind(), shape);
      }
      default -> throw new OrtException("It takes " + info.type + " where ids were expected");
    };
  }

  /** Copies a float32 or float16 output. */
  static NumpyArray copy(OnnxValue value) throws OrtException {
    FloatBuffer buffer = value instanceof OnnxTensor tensor ? tensor.getFloatBuffer() : null;
    if (buffer == null) {
      throw new OrtException("It returns " + value.getInfo() + " where floats were expected");
    }
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return new NumpyArray(((OnnxTensor) value).getInfo().getShape(), values);
  }
}

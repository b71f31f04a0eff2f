package dev.plumbline.engine.checkpoint.redrawn;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import java.util.Optional;

/** How numbers of the types that U-Nets compute in are stored: little-endian, one after another. */
enum FloatEncoding {
  FLOAT(DataType.FLOAT, 4) {
    @Override
    void put(double value, ByteBuffer into) {
      into.putFloat((float) value);
    }
  },
  FLOAT16(DataType.FLOAT16, 2) {
    @Override
    void put(double value, ByteBuffer into) {
      into.putShort(Fp16Conversions.floatToFp16((float) value));
    }
  },
  BFLOAT16(DataType.BFLOAT16, 2) {
    @Override
    void put(double value, ByteBuffer into) {
      into.putShort(Fp16Conversions.floatToBf16((float) value));
    }
  },
  DOUBLE(DataType.DOUBLE, 8) {
    @Override
    void put(double value, ByteBuffer into) {
      into.putDouble(value);
    }
  };

  private final DataType type;
  private final int bytes;

  FloatEncoding(DataType type, int bytes) {
    this.type = type;
    this.bytes = bytes;
  }

  static Optional<FloatEncoding> of(DataType type) {
    for (FloatEncoding encoding : values()) {
      if (encoding.type == type) {
        return Optional.of(encoding);
      }
    }
    return Optional.empty();
  }

  /** Returns the bytes of one number. */
  int bytes() {
    return bytes;
  }

  /** Writes a number into a little-endian buffer. */
  abstract void put(double value, ByteBuffer into);
}

package dev.plumbline.simulations;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/** Writes copies of a U-Net whose weights are a little different, as a change that is none. */
final class ChangedWeights {

  private static final int HALF_DIGITS = 11;
  private static final int HALF_LEAST_EXPONENT = -14;

  private ChangedWeights() {}

  /** Multiplies every weight by one plus a normally distributed number. */
  static void jitter(Path model, Path copy, double deviation, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    write(model, copy, weight -> weight * (1 + deviation * random.nextGaussian()));
  }

  /** Rounds every weight to half precision. */
  static void halve(Path model, Path copy) throws IOException {
    write(model, copy, ChangedWeights::half);
  }

  /** Rounds to the nearest number of half precision, which 2^15 and smaller ones have. */
  static double half(double value) {
    int exponent = Math.max(Math.getExponent(value), HALF_LEAST_EXPONENT);
    double unit = Math.scalb(1.0, exponent - (HALF_DIGITS - 1));
    return Math.rint(value / unit) * unit;
  }

  private static void write(Path model, Path copy, DoubleUnaryOperator change) throws IOException {
    ModelProto.Builder changed = ModelProto.parseFrom(Files.readAllBytes(model)).toBuilder();
    GraphProto.Builder graph = changed.getGraphBuilder();
    for (int i = 0; i < graph.getInitializerCount(); i++) {
      TensorProto tensor = graph.getInitializer(i);
      if (tensor.getDataType() == TensorProto.DataType.FLOAT.getNumber()
          && tensor.hasRawData()
          && tensor.getDimsCount() > 0) {
        graph.setInitializer(i, changed(tensor, change));
      }
    }
    Files.createDirectories(copy.toAbsolutePath().getParent());
    Files.write(copy, changed.build().toByteArray());
  }

  private static TensorProto changed(TensorProto tensor, DoubleUnaryOperator change) {
    ByteBuffer weights =
        ByteBuffer.wrap(tensor.getRawData().toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < weights.capacity(); at += Float.BYTES) {
      weights.putFloat(at, (float) change.applyAsDouble(weights.getFloat(at)));
    }
    return tensor.toBuilder().setRawData(ByteString.copyFrom(weights.array())).build();
  }
}

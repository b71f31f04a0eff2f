package dev.plumbline.simulations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangedWeightsTest {

  @TempDir Path folder;

  /** The values are those of IEEE 754's binary16. */
  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "0.1, 0.0999755859375",
    "-0.1, -0.0999755859375",
    "2049, 2048",
    "2051, 2052",
    "6e-8, 5.9604644775390625e-8",
    "1e-8, 0"
  })
  void halfPrecisionHasElevenDigits(double value, double half) {
    assertThat(ChangedWeights.half(value)).isEqualTo(half);
  }

  @Test
  void onlyWeightsChange() throws IOException {
    Path model = folder.resolve("model.onnx");
    ModelProto original =
        ModelProto.newBuilder()
            .setGraph(
                GraphProto.newBuilder()
                    .addInitializer(tensor("weight", 1000))
                    .addInitializer(tensor("scale", 0)))
            .build();
    Files.write(model, original.toByteArray());

    ChangedWeights.jitter(model, folder.resolve("copy/model.onnx"), 1e-4, 1);

    GraphProto copy =
        ModelProto.parseFrom(Files.readAllBytes(folder.resolve("copy/model.onnx"))).getGraph();
    assertThat(copy.getInitializer(1)).isEqualTo(original.getGraph().getInitializer(1));
    FloatBuffer changed = floats(copy.getInitializer(0));
    FloatBuffer weights = floats(original.getGraph().getInitializer(0));
    double squares = 0;
    for (int i = 0; i < 1000; i++) {
      double relative = changed.get(i) / weights.get(i) - 1.0;
      squares += relative * relative;
    }
    assertThat(Math.sqrt(squares / 1000)).isCloseTo(1e-4, within(1e-5));
  }

  private static FloatBuffer floats(TensorProto tensor) {
    return ByteBuffer.wrap(tensor.getRawData().toByteArray())
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer();
  }

  /** A tensor without dimensions is a scalar, which is no weight. */
  private static TensorProto tensor(String name, int values) {
    ByteBuffer raw =
        ByteBuffer.allocate(Math.max(1, values) * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < Math.max(1, values); i++) {
      raw.putFloat(1.5f + i);
    }
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .setRawData(ByteString.copyFrom(raw.array()));
    return (values > 0 ? tensor.addDims(values) : tensor).build();
  }
}

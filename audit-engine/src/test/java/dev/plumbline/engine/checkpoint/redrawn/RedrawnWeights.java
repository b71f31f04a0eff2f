package dev.plumbline.engine.checkpoint.redrawn;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.platform.Fp16Conversions;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.graph.TensorHeader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** The tensors of a model on disk, and random numbers to redraw them with. */
final class RedrawnWeights {

  static final Normals NORMALS =
      (name, count) -> {
        Random random = new Random(name.hashCode());
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
          values[i] = (float) random.nextGaussian();
        }
        return values;
      };

  private RedrawnWeights() {}

  static Path redraw(Path model, Path folder) {
    try {
      return RedrawnModel.write(
          Redrawing.of(GraphIndex.read(model)), Files.createDirectories(folder), NORMALS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the numbers of a model's initialisers of floating point, by name. */
  static Map<String, double[]> of(Path model) throws IOException {
    Map<String, double[]> values = new LinkedHashMap<>();
    for (TensorProto tensor :
        ModelProto.parseFrom(Files.readAllBytes(model)).getGraph().getInitializerList()) {
      if (FloatEncoding.of(TensorHeader.dataType(tensor.getDataType())).isPresent()) {
        values.put(tensor.getName(), numbers(tensor, bytes(tensor, model)));
      }
    }
    return values;
  }

  private static ByteBuffer bytes(TensorProto tensor, Path model) throws IOException {
    if (tensor.getDataLocation() != TensorProto.DataLocation.EXTERNAL) {
      return tensor.getRawData().asReadOnlyByteBuffer();
    }
    Map<String, String> entries = new HashMap<>();
    for (StringStringEntryProto entry : tensor.getExternalDataList()) {
      entries.put(entry.getKey(), entry.getValue());
    }
    byte[] bytes = new byte[Integer.parseInt(entries.get("length"))];
    Path data = model.resolveSibling(entries.get("location"));
    try (RandomAccessFile file = new RandomAccessFile(data.toFile(), "r")) {
      file.seek(Long.parseLong(entries.get("offset")));
      file.readFully(bytes);
    }
    return ByteBuffer.wrap(bytes);
  }

  private static double[] numbers(TensorProto tensor, ByteBuffer bytes) {
    ByteBuffer ordered = bytes.order(ByteOrder.LITTLE_ENDIAN);
    DataType type = TensorHeader.dataType(tensor.getDataType());
    double[] numbers =
        new double[ordered.remaining() / FloatEncoding.of(type).orElseThrow().bytes()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] =
          switch (type) {
            case FLOAT16 -> Fp16Conversions.fp16ToFloat(ordered.getShort());
            case BFLOAT16 -> Fp16Conversions.bf16ToFloat(ordered.getShort());
            case DOUBLE -> ordered.getDouble();
            default -> ordered.getFloat();
          };
    }
    return numbers;
  }
}

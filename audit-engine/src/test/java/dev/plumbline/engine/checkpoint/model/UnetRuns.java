package dev.plumbline.engine.checkpoint.model;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.platform.Fp16Conversions;
import dev.plumbline.engine.checkpoint.backbone.NetworkInterface;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.graph.GraphValue;
import dev.plumbline.engine.checkpoint.layers.LocatedLayer;
import dev.plumbline.engine.runtime.OnnxRuntime;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Runs U-Nets on one fixed input. */
public final class UnetRuns {

  private static final OrtEnvironment ENVIRONMENT = OnnxRuntime.environment();
  private static final int TOKENS = 7;

  /** The smallest latents with more than one token at the coarsest layers. */
  public static final int SMALL = 16;

  private UnetRuns() {}

  /** A fetched tensor. */
  public record Fetched(long[] shape, float[] values) {}

  /** Runs the graph as it is. */
  static Fetched plain(GraphIndex index) {
    return run(index, GraphProto.getDefaultInstance(), SMALL)
        .get(NetworkInterface.of(index).noise().name());
  }

  /** Runs the graph with the layers' tensors appended as outputs. */
  public static Map<String, Fetched> withLayers(
      GraphIndex index, List<LocatedLayer> layers, int size) {
    List<String> present = index.outputs().stream().map(GraphValue::name).toList();
    GraphProto.Builder extra = GraphProto.newBuilder();
    for (LocatedLayer layer : layers) {
      if (!present.contains(layer.tensor())) {
        extra.addOutput(ValueInfoProto.newBuilder().setName(layer.tensor()));
      }
    }
    return run(index, extra.build(), size);
  }

  static Map<String, Fetched> run(GraphIndex index, GraphProto extra, int size) {
    return run(index, ModelAppender.append(index, extra), size);
  }

  static Map<String, Fetched> run(GraphIndex index, AppendedModel model, int size) {
    NetworkInterface unet = NetworkInterface.of(index);
    Map<String, OnnxTensor> feeds = new HashMap<>();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      for (Map.Entry<String, String> entry : model.sessionConfiguration().entrySet()) {
        options.addConfigEntry(entry.getKey(), entry.getValue());
      }
      feeds.put(unet.sample().name(), noise(unet.sample(), 1, 4, size, size));
      feeds.put(unet.timestep().name(), timestep(unet.timestep()));
      feeds.put(
          unet.encoderHiddenStates().name(),
          noise(unet.encoderHiddenStates(), 1, TOKENS, unet.contextWidth().orElseThrow()));
      Map<String, Fetched> fetched = new LinkedHashMap<>();
      try (OrtSession session = ENVIRONMENT.createSession(model.bytes(), options);
          OrtSession.Result result = session.run(feeds)) {
        for (Map.Entry<String, OnnxValue> output : result) {
          OnnxTensor tensor = (OnnxTensor) output.getValue();
          FloatBuffer buffer = tensor.getFloatBuffer();
          float[] values = new float[buffer.remaining()];
          buffer.get(values);
          fetched.put(output.getKey(), new Fetched(tensor.getInfo().getShape(), values));
        }
      }
      return fetched;
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    } finally {
      feeds.values().forEach(OnnxTensor::close);
    }
  }

  private static OnnxTensor noise(GraphValue input, long... shape) throws OrtException {
    int size = 1;
    for (long dim : shape) {
      size *= (int) dim;
    }
    Random random = new Random(42);
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return tensor(input.elementType(), values, shape);
  }

  private static OnnxTensor timestep(GraphValue input) throws OrtException {
    long[] shape = input.dims().orElseThrow().stream().mapToLong(dim -> 1).toArray();
    return tensor(input.elementType(), new float[] {50}, shape);
  }

  private static OnnxTensor tensor(DataType type, float[] values, long[] shape)
      throws OrtException {
    return switch (type) {
      case FLOAT -> OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(values), shape);
      case INT64 ->
          OnnxTensor.createTensor(
              ENVIRONMENT, LongBuffer.wrap(new long[] {(long) values[0]}), shape);
      case FLOAT16 -> {
        short[] halves = new short[values.length];
        for (int i = 0; i < halves.length; i++) {
          halves[i] = Fp16Conversions.floatToFp16(values[i]);
        }
        yield OnnxTensor.createTensor(
            ENVIRONMENT, ShortBuffer.wrap(halves), shape, OnnxJavaType.FLOAT16);
      }
      default -> throw new IllegalArgumentException("no test input of type " + type);
    };
  }
}

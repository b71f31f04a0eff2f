package dev.plumbline.engine.unets;

import static dev.plumbline.engine.checkpoint.TestModels.ints;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.platform.Fp16Conversions;
import com.google.protobuf.ByteString;
import dev.plumbline.engine.checkpoint.TestModels;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** Writes a U-Net as PyTorch's exporters do, with their names of nodes, tensors and weights. */
final class OnnxOps implements UnetOps<String> {

  /** Linear layers over vectors become Gemm, whose weights keep their names. */
  private static final Set<String> GEMMS = Set.of("linear_1", "linear_2", "time_emb_proj");

  private static final int LAYER_NORMALIZATION_OPSET = 17;

  private final Export export;
  private final Weights weights;
  private final GraphProto.Builder graph;
  private final Deque<String> path = new ArrayDeque<>();
  private final Map<String, Integer> uses = new HashMap<>();
  private int anonymous;

  OnnxOps(Export export, Weights weights, GraphProto.Builder graph) {
    this.export = export;
    this.weights = weights;
    this.graph = graph;
  }

  @Override
  public String in(String module, Supplier<String> body) {
    if (module.isEmpty()) {
      return body.get();
    }
    path.addLast(module);
    String result = body.get();
    path.removeLast();
    return result;
  }

  @Override
  public String returned(String value) {
    return value;
  }

  private String node(String operator, List<String> inputs, AttributeProto... attributes) {
    String output;
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(operator).addAllInput(inputs);
    for (AttributeProto attribute : attributes) {
      node.addAttribute(attribute);
    }
    if (export.dynamo()) {
      output = numbered(operator.toLowerCase(Locale.ROOT));
      node.setName("node_" + output).addMetadataProps(TestModels.scopes(scopes(output)));
    } else {
      StringBuilder name = new StringBuilder();
      scope().forEach(module -> name.append('/').append(module));
      node.setName(numbered(name.append('/').append(operator).toString()));
      output = node.getName() + "_output_0";
    }
    graph.addNode(node.addOutput(output));
    return output;
  }

  private String numbered(String name) {
    int use = uses.merge(name, 1, Integer::sum) - 1;
    return use == 0 ? name : name + "_" + use;
  }

  private List<String> scope() {
    Deque<String> scope = new ArrayDeque<>(path);
    if (!export.wrapper().isEmpty()) {
      scope.addFirst(export.wrapper());
    }
    return List.copyOf(scope);
  }

  private String scopes(String output) {
    StringBuilder literal = new StringBuilder("[''");
    StringBuilder dotted = new StringBuilder();
    for (String module : scope()) {
      dotted.append(dotted.isEmpty() ? "" : ".").append(module);
      literal.append(", '").append(dotted).append('\'');
    }
    return literal.append(", '").append(output).append("']").toString();
  }

  private String parameter(String module, String name) {
    String prefix = path.isEmpty() ? "" : String.join(".", path) + ".";
    return prefix + (module.isEmpty() ? "" : module + ".") + name;
  }

  /** Stores a parameter under its name in the state dictionary. */
  private String store(String parameter, float[] values, long... dims) {
    String name = export.wrapper().isEmpty() ? parameter : export.wrapper() + "." + parameter;
    return floats(name, values, dims);
  }

  private String floats(String name, float[] values, long... dims) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * (export.half() ? 2 : 4)).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      if (export.half()) {
        bytes.putShort(Fp16Conversions.floatToFp16(value));
      } else {
        bytes.putFloat(value);
      }
    }
    graph.addInitializer(tensor(name, type(), bytes, dims));
    return name;
  }

  private DataType type() {
    return export.half() ? DataType.FLOAT16 : DataType.FLOAT;
  }

  private static TensorProto tensor(String name, DataType type, ByteBuffer bytes, long... dims) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name);
    for (long dim : dims) {
      tensor.addDims(dim);
    }
    return tensor
        .setDataType(type.getNumber())
        .setRawData(ByteString.copyFrom(bytes.flip()))
        .build();
  }

  private String constant(DataType type, ByteBuffer bytes, long... dims) {
    if (export.dynamo()) {
      String name = "val_" + anonymous++;
      graph.addInitializer(tensor(name, type, bytes, dims));
      return name;
    }
    AttributeProto value =
        AttributeProto.newBuilder()
            .setName("value")
            .setType(AttributeProto.AttributeType.TENSOR)
            .setT(tensor("", type, bytes, dims))
            .build();
    return node("Constant", List.of(), value);
  }

  private String longs(long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      bytes.putLong(value);
    }
    return constant(DataType.INT64, bytes, values.length);
  }

  /** A scalar of the graph's own type. */
  private String scalar(double value) {
    ByteBuffer bytes = ByteBuffer.allocate(export.half() ? 2 : 4).order(ByteOrder.LITTLE_ENDIAN);
    if (export.half()) {
      bytes.putShort(Fp16Conversions.floatToFp16((float) value));
    } else {
      bytes.putFloat((float) value);
    }
    return constant(type(), bytes);
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static AttributeProto real(String name, double value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF((float) value)
        .build();
  }

  private static AttributeProto text(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.STRING)
        .setS(ByteString.copyFromUtf8(value))
        .build();
  }

  @Override
  public String conv(String module, String x, int in, int out, int kernel, int stride) {
    return in(
        module,
        () -> {
          String weight = parameter("", "weight");
          String bias = parameter("", "bias");
          int pad = kernel / 2;
          return node(
              "Conv",
              List.of(
                  x,
                  store(
                      weight,
                      weights.weight(weight, out, in, kernel, kernel),
                      out,
                      in,
                      kernel,
                      kernel),
                  store(bias, weights.bias(bias, out), out)),
              ints("kernel_shape", kernel, kernel),
              ints("pads", pad, pad, pad, pad),
              ints("strides", stride, stride));
        });
  }

  @Override
  public String linear(String module, String x, int in, int out, boolean biased) {
    return in(
        module,
        () -> {
          String weight = parameter("", "weight");
          float[] values = weights.weight(weight, out, in);
          String bias = parameter("", "bias");
          if (GEMMS.contains(module)) {
            return node(
                "Gemm",
                List.of(
                    x, store(weight, values, out, in), store(bias, weights.bias(bias, out), out)),
                integer("transB", 1));
          }
          // exporters fold the transposition away, and the name with it
          float[] transposed = new float[values.length];
          for (int i = 0; i < values.length; i++) {
            transposed[i % in * out + i / in] = values[i];
          }
          String name = (export.dynamo() ? "val_" : "onnx::MatMul_") + anonymous++;
          String product = node("MatMul", List.of(x, floats(name, transposed, in, out)));
          return biased
              ? node("Add", List.of(store(bias, weights.bias(bias, out), out), product))
              : product;
        });
  }

  @Override
  public String groupNorm(String module, String x, int channels, int groups, double epsilon) {
    return in(
        module,
        () -> {
          String grouped = node("Reshape", List.of(x, longs(0, groups, -1)));
          float[] ones = new float[groups];
          java.util.Arrays.fill(ones, 1);
          String id = Integer.toString(anonymous++);
          String normed =
              node(
                  "InstanceNormalization",
                  List.of(
                      grouped,
                      floats("ones_" + id, ones, groups),
                      floats("zeros_" + id, new float[groups], groups)),
                  real("epsilon", epsilon));
          String shaped = node("Reshape", List.of(normed, node("Shape", List.of(x))));
          return affine(shaped, channels, channels, 1, 1);
        });
  }

  private String affine(String x, int channels, long... dims) {
    String weight = parameter("", "weight");
    String bias = parameter("", "bias");
    String gained = node("Mul", List.of(x, store(weight, weights.gain(weight, channels), dims)));
    return node("Add", List.of(gained, store(bias, weights.bias(bias, channels), dims)));
  }

  @Override
  public String layerNorm(String module, String x, int channels) {
    return in(
        module,
        () -> {
          String weight = parameter("", "weight");
          String bias = parameter("", "bias");
          if (export.opset() >= LAYER_NORMALIZATION_OPSET) {
            return node(
                "LayerNormalization",
                List.of(
                    x,
                    store(weight, weights.gain(weight, channels), channels),
                    store(bias, weights.bias(bias, channels), channels)),
                integer("axis", -1),
                real("epsilon", 1e-5));
          }
          String centred = node("Sub", List.of(x, mean(x)));
          String squares = node("Pow", List.of(centred, scalar(2)));
          String deviation =
              node("Sqrt", List.of(node("Add", List.of(mean(squares), scalar(1e-5)))));
          return affine(node("Div", List.of(centred, deviation)), channels, channels);
        });
  }

  private String mean(String x) {
    return node("ReduceMean", List.of(x), ints("axes", -1));
  }

  @Override
  public String silu(String x) {
    return node("Mul", List.of(x, node("Sigmoid", List.of(x))));
  }

  @Override
  public String geglu(String x, int half) {
    String last = longs(-1);
    String hidden = node("Slice", List.of(x, longs(0), longs(half), last));
    String gate = node("Slice", List.of(x, longs(half), longs(2L * half), last));
    String erf = node("Erf", List.of(node("Div", List.of(gate, scalar(Math.sqrt(2))))));
    String twice = node("Mul", List.of(gate, node("Add", List.of(erf, scalar(1)))));
    return node("Mul", List.of(hidden, node("Mul", List.of(twice, scalar(0.5)))));
  }

  @Override
  public String add(String one, String other) {
    return node("Add", List.of(one, other));
  }

  @Override
  public String unscaled(String x) {
    return export.dynamo() ? x : node("Div", List.of(x, scalar(1)));
  }

  @Override
  public String addEverywhere(String images, String vector) {
    return node("Add", List.of(images, node("Unsqueeze", List.of(vector, longs(2, 3)))));
  }

  @Override
  public String join(String one, String other) {
    return node("Concat", List.of(one, other), integer("axis", 1));
  }

  @Override
  public String attention(String query, String key, String value, int heads, int width) {
    int size = width / heads;
    String q = node("Transpose", List.of(split(query, heads, size)), ints("perm", 0, 2, 1, 3));
    String k = node("Transpose", List.of(split(key, heads, size)), ints("perm", 0, 2, 3, 1));
    String v = node("Transpose", List.of(split(value, heads, size)), ints("perm", 0, 2, 1, 3));
    String products = node("MatMul", List.of(q, k));
    String scores = node("Mul", List.of(products, scalar(1 / Math.sqrt(size))));
    String shares = node("Softmax", List.of(scores), integer("axis", -1));
    String mixed =
        node("Transpose", List.of(node("MatMul", List.of(shares, v))), ints("perm", 0, 2, 1, 3));
    return node("Reshape", List.of(mixed, longs(0, 0, width)));
  }

  private String split(String x, int heads, int size) {
    return node("Reshape", List.of(x, longs(0, 0, heads, size)));
  }

  @Override
  public String tokens(String images) {
    String last = node("Transpose", List.of(images), ints("perm", 0, 2, 3, 1));
    String shape = node("Shape", List.of(last));
    String channels = node("Slice", List.of(shape, longs(3), longs(4), longs(0)));
    String wanted = node("Concat", List.of(longs(0, -1), channels), integer("axis", 0));
    return node("Reshape", List.of(last, wanted));
  }

  @Override
  public String images(String tokens, String like, int channels) {
    String shape = node("Shape", List.of(like));
    String batch = node("Slice", List.of(shape, longs(0), longs(1), longs(0)));
    String size = node("Slice", List.of(shape, longs(2), longs(4), longs(0)));
    String wanted = node("Concat", List.of(batch, size, longs(channels)), integer("axis", 0));
    String last = node("Reshape", List.of(tokens, wanted));
    return node("Transpose", List.of(last), ints("perm", 0, 3, 1, 2));
  }

  @Override
  public String doubled(String images) {
    ByteBuffer scales = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    scales.putFloat(1).putFloat(1).putFloat(2).putFloat(2);
    return node(
        "Resize",
        List.of(images, "", constant(DataType.FLOAT, scales, 4)),
        text("mode", "nearest"),
        text("nearest_mode", "floor"),
        text("coordinate_transformation_mode", "asymmetric"));
  }

  @Override
  public String sinusoids(String numbers, int count, int size) {
    int half = size / 2;
    ByteBuffer frequencies = ByteBuffer.allocate(Float.BYTES * half).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < half; i++) {
      frequencies.putFloat((float) Math.exp(-Math.log(10_000) * i / half));
    }
    String floats = node("Cast", List.of(numbers), integer("to", DataType.FLOAT.getNumber()));
    String column = node("Reshape", List.of(floats, longs(-1, 1)));
    String angles = node("Mul", List.of(column, constant(DataType.FLOAT, frequencies, 1, half)));
    String waves =
        node(
            "Concat",
            List.of(node("Cos", List.of(angles)), node("Sin", List.of(angles))),
            integer("axis", 1));
    String flat = node("Reshape", List.of(waves, longs(-1, (long) count * size)));
    return export.half()
        ? node("Cast", List.of(flat), integer("to", DataType.FLOAT16.getNumber()))
        : flat;
  }
}

package dev.plumbline.engine.checkpoint.graph;

import static dev.plumbline.engine.checkpoint.TestModels.value;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import com.google.protobuf.ByteString;
import dev.plumbline.engine.runtime.OnnxRuntime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sizes are held against what ONNX Runtime itself computes of the same constants. */
class LoadedConstantsTest {

  @TempDir Path folder;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("test");

  @BeforeEach
  void aSmallTensorOfWhichWeightsAreMade() {
    graph.addInput(value("x", DataType.FLOAT, 1)).addOutput(value("y", DataType.FLOAT, -1));
    graph.addInitializer(floats("source", 7));
    graph.addInitializer(integers("shape", 4, 5, 6));
  }

  /** Nobody can run it, and reading it must not fail for another reason than that. */
  @Test
  void nodesThatLackInputsOrHaveTooManyAreReadAllTheSame() throws Exception {
    graph.addNode(NodeProto.newBuilder().setOpType("Constant").addOutput("none").addInput("x"));
    node("Tile", "tiled", "source");
    node("Where", "chosen", "source", "shape");
    node("Reshape", "shaped", "source");
    node("Mul", "y", "x", "none");

    assertThat(LoadedConstants.of(GraphIndex.read(write()))).isNotNull();
  }

  @Test
  void whatIsTiledCutAndReshapedCountsAsWhatItBecomes() throws Exception {
    graph.addInitializer(integers("repeats", 20)).addInitializer(integers("zero", 0));
    graph.addInitializer(packed("end", 120)).addInitializer(floats("scale"));
    node("Tile", "tiled", "source", "repeats");
    node("Slice", "cut", "tiled", "zero", "end");
    node("Reshape", "shaped", "cut", "shape");
    node("Mul", "weight", "shaped", "scale");
    node("Mul", "y", "x", "weight");

    assertHeld(Map.of("weight", 120L));
  }

  @Test
  void everyOperatorHasTheSizeThatTheRuntimeGivesIt() throws Exception {
    graph.addInitializer(integers("start", -2)).addInitializer(integers("far", Long.MAX_VALUE));
    graph.addInitializer(integers("axis", -1)).addInitializer(integers("step", 2));
    graph.addInitializer(integers("first", 0)).addInitializer(integers("six", 6));
    graph.addInitializer(floats("column", 5, 1));
    node("ConstantOfShape", "ones", "shape");
    node("Transpose", "turned", "ones");
    node("Slice", "part", "turned", "start", "far", "first");
    node("Slice", "odd", "turned", "first", "far", "axis", "step");
    node("Shape", "shape_of_ones", "ones");
    node("Expand", "spread", "column", "shape_of_ones");
    node("Unsqueeze", "deeper", "ones", "first");
    node("Neg", "negated", "deeper");
    node("Slice", "row", "source", "first", "six");
    node("Add", "sum", "column", "row");
    node("Concat", "joined", "source", "source").addAttribute(integer("axis", 0));
    node("Cast", "doubled", "ones").addAttribute(integer("to", DataType.DOUBLE.getNumber()));
    List<String> values = List.of("part", "odd", "spread", "negated", "sum", "joined");
    values.forEach(value -> node("Mul", "use_" + value, value, "x"));
    node("Cast", "wide", "x").addAttribute(integer("to", DataType.DOUBLE.getNumber()));
    node("Mul", "use_doubled", "doubled", "wide");
    node("Identity", "y", "x");

    Map<String, Long> held = held();

    assertThat(held.keySet()).containsAll(values).contains("doubled").hasSize(values.size() + 1);
    assertThat(held).isEqualTo(computed(held.keySet()));
  }

  @Test
  void aConstantNodeIsAWeight() throws Exception {
    NodeProto.Builder constant = node("Constant", "weight");
    constant.addAttribute(
        AttributeProto.newBuilder()
            .setName("value")
            .setType(AttributeType.TENSOR)
            .setT(floats("", 3, 11)));
    node("Mul", "y", "x", "weight");

    assertHeld(Map.of("weight", 33L));
  }

  @Test
  void aCopyIsItsOriginalAndWhatIsOnlyComputedWithIsGivenUp() throws Exception {
    node("Identity", "alias", "source");
    node("Cast", "wide", "source").addAttribute(integer("to", DataType.DOUBLE.getNumber()));
    node("Add", "first", "x", "source");
    node("Add", "y", "first", "alias");

    assertHeld(Map.of("source", 7L));
  }

  @Test
  void quantisedWeightsStayQuantised() throws Exception {
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName("quantised")
            .setDataType(DataType.INT8.getNumber())
            .addDims(9)
            .setRawData(ByteString.copyFrom(new byte[9])));
    graph.addInitializer(floats("scale"));
    node("DequantizeLinear", "weight", "quantised", "scale");
    node("Mul", "y", "x", "weight");

    assertHeld(Map.of("quantised", 9L, "scale", 1L));
  }

  private void assertHeld(Map<String, Long> elements) throws IOException {
    assertThat(held()).isEqualTo(elements);
  }

  private Map<String, Long> held() throws IOException {
    return LoadedConstants.of(GraphIndex.read(write())).stream()
        .collect(toMap(Initializer::name, Initializer::elements));
  }

  private Map<String, Long> computed(Set<String> names) throws IOException, OrtException {
    graph.clearOutput();
    names.forEach(name -> graph.addOutput(ValueInfoProto.newBuilder().setName(name)));
    OrtEnvironment environment = OnnxRuntime.environment();
    try (OrtSession session = environment.createSession(write().toString());
        OnnxTensor x = OnnxTensor.createTensor(environment, new float[1]);
        OrtSession.Result result = session.run(Map.of("x", x))) {
      return names.stream()
          .collect(
              toMap(
                  name -> name,
                  name ->
                      ((TensorInfo) result.get(name).orElseThrow().getInfo()).getNumElements()));
    }
  }

  private Path write() throws IOException {
    return Files.write(
        folder.resolve("model.onnx"),
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
            .setGraph(graph)
            .build()
            .toByteArray());
  }

  private NodeProto.Builder node(String operator, String output, String... inputs) {
    return graph
        .addNodeBuilder()
        .setOpType(operator)
        .addAllInput(List.of(inputs))
        .addOutput(output);
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value).build();
  }

  private static TensorProto floats(String name, long... dims) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(DataType.FLOAT.getNumber());
    int elements = 1;
    for (long size : dims) {
      tensor.addDims(size);
      elements *= (int) size;
    }
    return tensor.setRawData(ByteString.copyFrom(new byte[elements * Float.BYTES])).build();
  }

  private static TensorProto integers(String name, long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      bytes.putLong(value);
    }
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(DataType.INT64.getNumber())
        .addDims(values.length)
        .setRawData(ByteString.copyFrom(bytes.flip()))
        .build();
  }

  private static TensorProto packed(String name, long value) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(DataType.INT64.getNumber())
        .addDims(1)
        .addInt64Data(value)
        .build();
  }
}

package dev.plumbline.engine.checkpoint.redrawn;

import static dev.plumbline.engine.checkpoint.TestModels.ints;
import static dev.plumbline.engine.checkpoint.TestModels.node;
import static dev.plumbline.engine.checkpoint.TestModels.value;
import static dev.plumbline.engine.checkpoint.TestModels.weight;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.ByteString;
import dev.plumbline.engine.checkpoint.TestModels;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.graph.GraphNode;
import dev.plumbline.engine.checkpoint.graph.Initializer;
import dev.plumbline.engine.checkpoint.redrawn.Redrawing.Parameter;
import dev.plumbline.engine.checkpoint.redrawn.Redrawing.Start;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.runtime.OnnxRuntime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small graphs, each with constants used in one way. */
class ParameterFinderTest {

  @TempDir Path folder;

  private final GraphProto.Builder graph =
      GraphProto.newBuilder().addInput(value("x", DataType.FLOAT, 1, 8, 4, 4));

  private Map<String, Parameter> found() {
    Map<String, Parameter> found = new LinkedHashMap<>();
    Redrawing.of(TestModels.write(folder, graph))
        .parameters()
        .forEach(parameter -> found.put(parameter.value(), parameter));
    return found;
  }

  private void add(NodeProto.Builder... nodes) {
    for (NodeProto.Builder node : nodes) {
      graph.addNode(node);
    }
  }

  private void weights(TensorProto... tensors) {
    graph.addAllInitializer(Arrays.asList(tensors));
  }

  private static AttributeProto integer(String name, long number) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(number)
        .build();
  }

  private static TensorProto longs(String name, long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long number : values) {
      bytes.putLong(number);
    }
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(DataType.INT64.getNumber())
        .addDims(values.length)
        .setRawData(ByteString.copyFrom(bytes.array()))
        .build();
  }

  private void firstConvolution() {
    weights(weight("first", 8, 8, 1, 1));
    add(node("first", "Conv", List.of("x", "first"), "h"));
  }

  private void isRefused(String... parts) {
    assertThatThrownBy(this::found)
        .isInstanceOf(UserError.class)
        .hasMessageContaining("hand-built.onnx")
        .hasMessageContainingAll(parts);
  }

  @Test
  void aConvolutionInGroupsTakesInAGroupTimesTheKernel() {
    weights(weight("w", 16, 2, 3, 3), weight("b", 16));
    add(node("c", "Conv", List.of("x", "w", "b"), "y").addAttribute(integer("group", 4)));

    assertThat(found().get("w"))
        .isEqualTo(new Parameter("w", List.of(16L, 2L, 3L, 3L), DataType.FLOAT, Start.DRAWN, 18));
    assertThat(found().get("b").start()).isEqualTo(Start.ZERO);
  }

  @Test
  void matricesTakeInWhatTheyAreMultipliedOver() {
    weights(
        weight("plain", 3, 5),
        weight("left", 7, 2),
        weight("transposed", 11, 5),
        weight("untransposed", 11, 13),
        weight("bias", 13));
    add(
        node("", "MatMul", List.of("x", "plain"), "a"),
        node("", "MatMul", List.of("left", "a"), "b"),
        node("", "Gemm", List.of("b", "transposed"), "c").addAttribute(integer("transB", 1)),
        node("", "Gemm", List.of("c", "untransposed", "bias"), "d"));

    Map<String, Parameter> found = found();

    assertThat(found.get("plain").fanIn()).isEqualTo(3);
    assertThat(found.get("left").fanIn()).isEqualTo(2);
    assertThat(found.get("transposed").fanIn()).isEqualTo(5);
    assertThat(found.get("untransposed").fanIn()).isEqualTo(11);
    assertThat(found.get("bias").start()).isEqualTo(Start.ZERO);
    assertThat(found.get("plain").deviation()).isEqualTo(Math.sqrt(2.0 / 3));
  }

  @Test
  void copiesAreFollowedToWhatIsStored() {
    weights(weight("w", 6, 4), longs("shape", 6, 4, 1, 1), weight("shared", 8));
    add(
        node("", "Identity", List.of("w"), "w.copy"),
        node("", "Transpose", List.of("w.copy"), "w.turned").addAttribute(ints("perm", 1, 0)),
        node("", "MatMul", List.of("x", "w.turned"), "a"),
        node("", "Identity", List.of("shared"), "shared.copy"),
        node("n", "LayerNormalization", List.of("a", "shared.copy"), "b"),
        node("m", "LayerNormalization", List.of("b", "shared"), "c"));

    Map<String, Parameter> found = found();

    assertThat(found.keySet()).containsExactlyInAnyOrder("w", "shared");
    assertThat(found.get("w").dims()).containsExactly(6L, 4L);
    assertThat(found.get("w").fanIn()).isEqualTo(4);
    assertThat(found.get("shared").start()).isEqualTo(Start.ONE);
  }

  @Test
  void normalisationsBeginAtOneAndZeroHoweverTheyAreSpelt() {
    weights(
        weight("in.scale", 4),
        weight("in.offset", 4),
        weight("group.weight", 8, 1, 1),
        weight("group.bias", 8, 1, 1),
        longs("shape", 0, 4, -1),
        longs("back", 1, 8, 4, 4),
        weight("gn.scale", 8),
        weight("gn.offset", 8),
        weight("ln.scale", 4),
        weight("ln.offset", 4),
        weight("spelt.scale", 4),
        weight("spelt.offset", 4),
        weight("two"),
        weight("epsilon"));
    firstConvolution();
    add(
        node("", "Reshape", List.of("h", "shape"), "grouped"),
        node("", "InstanceNormalization", List.of("grouped", "in.scale", "in.offset"), "inner"),
        node("", "Reshape", List.of("inner", "back"), "normed"),
        node("", "Mul", List.of("normed", "group.weight"), "gained"),
        node("", "Add", List.of("gained", "group.bias"), "affine"),
        node("", "GroupNormalization", List.of("affine", "gn.scale", "gn.offset"), "gn")
            .addAttribute(integer("num_groups", 4)),
        node("", "LayerNormalization", List.of("gn", "ln.scale", "ln.offset"), "ln"),
        node("", "ReduceMean", List.of("ln"), "mean"),
        node("", "Sub", List.of("ln", "mean"), "centred"),
        node("", "Pow", List.of("centred", "two"), "squares"),
        node("", "ReduceMean", List.of("squares"), "variance"),
        node("", "Add", List.of("variance", "epsilon"), "guarded"),
        node("", "Sqrt", List.of("guarded"), "deviation"),
        node("", "Div", List.of("centred", "deviation"), "spelt"),
        node("", "Mul", List.of("spelt", "spelt.scale"), "spelt.gained"),
        node("", "Add", List.of("spelt.gained", "spelt.offset"), "y"));

    Map<String, Parameter> found = found();

    assertThat(found).doesNotContainKeys("two", "epsilon", "shape", "back");
    found.remove("first");
    assertThat(found).hasSize(10);
    found.forEach(
        (name, parameter) ->
            assertThat(parameter.start())
                .as(name)
                .isEqualTo(
                    name.endsWith("scale") || name.endsWith("weight") ? Start.ONE : Start.ZERO));
  }

  @Test
  void aMultiplicationByTheInverseOfARootNormalisesToo() {
    weights(weight("scale", 4), weight("one"));
    firstConvolution();
    add(
        node("", "Sqrt", List.of("h"), "root"),
        node("", "Div", List.of("one", "root"), "inverse"),
        node("", "Mul", List.of("h", "inverse"), "normed"),
        node("", "Mul", List.of("scale", "normed"), "y"));

    assertThat(found().get("scale").start()).isEqualTo(Start.ONE);
  }

  @Test
  void tablesThatWriteAnInputAndSettingsStay() {
    graph.addInput(value("timestep", DataType.FLOAT, 1));
    weights(weight("frequencies", 1, 8), weight("w", 16, 8), weight("scales", 4), weight("half"));
    add(
        node("", "Mul", List.of("timestep", "frequencies"), "angles"),
        node("", "Sin", List.of("angles"), "waves"),
        node("", "Gemm", List.of("waves", "w"), "embedding").addAttribute(integer("transB", 1)),
        node("", "Mul", List.of("embedding", "half"), "halved"));
    firstConvolution();
    add(node("", "Resize", List.of("h", "", "scales"), "y"));

    assertThat(found().keySet()).containsExactlyInAnyOrder("w", "first");
  }

  @Test
  void constantNodesAndComputedWeightsBecomeInitialisersUnderTheirNames() throws Exception {
    TensorProto kernel = weight("", 8, 8, 1, 1);
    weights(
        weight("tile", 7),
        longs("repeats", 10),
        longs("from", 0),
        longs("to", 64),
        weight("scale"),
        longs("shape", 8, 8, 1, 1),
        longs("unused.shape", 8));
    add(
        NodeProto.newBuilder()
            .setOpType("Constant")
            .addOutput("k")
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("value")
                    .setType(AttributeProto.AttributeType.TENSOR)
                    .setT(kernel)),
        node("", "Conv", List.of("x", "k"), "h"),
        node("", "Tile", List.of("tile", "repeats"), "tiled"),
        node("", "Slice", List.of("tiled", "from", "to"), "cut"),
        node("", "Mul", List.of("cut", "scale"), "scaled"),
        node("", "Reshape", List.of("scaled", "shape"), "made.weight"),
        node("", "Conv", List.of("h", "made.weight"), "y"));
    graph.addOutput(value("y", DataType.FLOAT, 1, 8, 4, 4));
    GraphIndex index = TestModels.write(folder, graph);

    Path redrawn = RedrawnWeights.redraw(index.file(), folder.resolve("redrawn"));

    GraphIndex made = GraphIndex.read(redrawn);
    assertThat(made.nodes()).extracting(GraphNode::opType).containsExactly("Conv", "Conv");
    assertThat(made.initializers())
        .extracting(Initializer::name)
        .containsExactlyInAnyOrder("k", "made.weight");
    Map<String, double[]> values = RedrawnWeights.of(redrawn);
    for (Parameter parameter : Redrawing.of(index).parameters()) {
      RedrawnModelTest.assertNormal(parameter, values.get(parameter.value()));
    }
    OrtEnvironment environment = OnnxRuntime.environment();
    try (OrtSession session = environment.createSession(redrawn.toString());
        OnnxTensor x =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(new float[128]), new long[] {1, 8, 4, 4})) {
      session.run(Map.of("x", x)).close();
    }
  }

  @Test
  void halfPrecisionStaysHalfBehindACast() throws IOException {
    TensorProto half =
        TensorProto.newBuilder()
            .setName("w")
            .setDataType(DataType.FLOAT16.getNumber())
            .addAllDims(List.of(64L, 32L))
            .setRawData(ByteString.copyFrom(new byte[2 * 64 * 32]))
            .build();
    weights(half);
    add(
        node("", "Cast", List.of("w"), "wide").addAttribute(integer("to", 1)),
        node("", "MatMul", List.of("x", "wide"), "y"));
    GraphIndex index = TestModels.write(folder, graph);

    Path redrawn = RedrawnWeights.redraw(index.file(), folder.resolve("redrawn"));

    Parameter parameter = Redrawing.of(index).parameters().get(0);
    assertThat(parameter.type()).isEqualTo(DataType.FLOAT16);
    assertThat(parameter.fanIn()).isEqualTo(64);
    RedrawnModelTest.assertNormal(parameter, RedrawnWeights.of(redrawn).get("w"));
  }

  @Test
  void whatIsKeptIsCopiedWhereverItWas() throws IOException {
    TensorProto table =
        weight("table", 1, 512).toBuilder().setRawData(ByteString.copyFrom(filled(512))).build();
    graph.addInput(value("timestep", DataType.FLOAT, 1));
    weights(table, weight("w", 16, 512));
    add(
        node("", "Mul", List.of("timestep", "table"), "angles"),
        node("", "Gemm", List.of("angles", "w"), "y").addAttribute(integer("transB", 1)));
    GraphIndex index = TestModels.write(folder, graph);

    Path redrawn = RedrawnWeights.redraw(index.file(), folder.resolve("redrawn"));

    double[] kept = RedrawnWeights.of(redrawn).get("table");
    assertThat(kept).hasSize(512).startsWith(0, 1, 2).endsWith(511);
    assertThat(GraphIndex.read(redrawn).initializers())
        .filteredOn(tensor -> tensor.name().equals("table"))
        .allMatch(tensor -> tensor.external().isPresent());
  }

  private static byte[] filled(int count) {
    ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      bytes.putFloat(i);
    }
    return bytes.array();
  }

  @Test
  void aGainThatNormalisesNothingIsRefused() {
    weights(weight("layer_scale", 8, 1, 1));
    firstConvolution();
    add(node("scaled", "Mul", List.of("h", "layer_scale"), "y"));

    isRefused("'layer_scale'", "Mul scaled", "nothing says how it would begin");
  }

  @Test
  void aTableThatIsAddedToActivationsIsRefused() {
    weights(weight("position_embedding", 4, 4));
    firstConvolution();
    add(node("", "Add", List.of("h", "position_embedding"), "y"));

    isRefused("'position_embedding'", "Add -> y");
  }

  @Test
  void aTableThatIsLookedUpIsRefused() {
    graph.addInput(value("class", DataType.INT64, 1));
    weights(weight("classes", 10, 8));
    firstConvolution();
    add(node("", "Gather", List.of("classes", "class"), "y"));

    isRefused("'classes'", "Gather -> y");
  }

  @Test
  void whatIsUsedInTwoWaysIsRefused() {
    weights(weight("both", 8));
    firstConvolution();
    add(
        node("norm", "LayerNormalization", List.of("h", "both"), "n"),
        node("bias", "Add", List.of("n", "both"), "y"));

    isRefused("'both'", "LayerNormalization norm", "Add bias");
  }

  @Test
  void quantisedGraphsAreRefused() {
    firstConvolution();
    weights(weight("scale"));
    add(node("q", "QuantizeLinear", List.of("h", "scale"), "y"));

    isRefused("is quantised (QuantizeLinear q)", "leave out audit.control");
  }

  @Test
  void weightsThatFunctionsOrBranchesTakeAreRefused() {
    firstConvolution();
    weights(weight("w", 8, 8));
    add(node("call", "Linear", List.of("h", "w"), "y").setDomain("pkg.own"));

    isRefused("'w'", "Linear call");

    graph.removeNode(1);
    GraphProto.Builder branch =
        GraphProto.newBuilder().addNode(node("", "MatMul", List.of("h", "w"), "inner"));
    add(
        node("if", "If", List.of("h"), "y")
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("then_branch")
                    .setType(AttributeProto.AttributeType.GRAPH)
                    .setG(branch)));

    isRefused("'w'", "branch or loop", "If if");
  }

  @Test
  void aWeightWhoseSizeCannotBeToldIsRefused() {
    weights(weight("tile", 7), longs("repeats", 10));
    add(
        node("", "Tile", List.of("tile", "repeats"), "w"),
        node("", "MatMul", List.of("x", "w"), "y"));

    isRefused("'w'", "its size", "cannot be told");
  }

  @Test
  void aGraphWithoutWeightsHasNoControl() {
    add(node("", "Relu", List.of("x"), "y"));

    isRefused("no weights that could be redrawn");
  }
}

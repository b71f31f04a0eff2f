package dev.plumbline.engine.measure.heads;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.engine.checkpoint.layers.ResidualSum;
import dev.plumbline.engine.checkpoint.model.AppendedModel;
import dev.plumbline.engine.measure.Heard;
import dev.plumbline.engine.measure.session.Devices;
import dev.plumbline.engine.measure.session.DirectMemory;
import dev.plumbline.engine.measure.session.ModelSession;
import dev.plumbline.engine.measure.session.RunOutputs;
import dev.plumbline.engine.measure.session.RunningSums;
import dev.plumbline.engine.measure.session.SessionException;
import dev.plumbline.engine.measure.session.Tensor;
import dev.plumbline.engine.measure.session.TensorScope;
import dev.plumbline.engine.plan.Patience;
import dev.plumbline.engine.plan.SomeOptions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The same tokens give the same figures whichever axis of a layer's output they lie on. */
class TokenLayoutTest {

  private static final int CHANNELS = 3;
  private static final int HEIGHT = 2;
  private static final int WIDTH = 4;
  private static final int OTHERS = 5;
  private static final int TOKENS = HEIGHT * WIDTH;
  private static final Set<Figure> FIGURES =
      Heads.complete(
          Set.of(
              Figure.GROUP_SUMS,
              Figure.SCATTER,
              Figure.SCATTER_SUMS,
              Figure.NON_FINITE,
              Figure.CHANNEL_SUMS,
              Figure.SKETCH,
              Figure.REPRESENTATION));
  private static final List<TappedLayer> LAYERS =
      List.of(
          new TappedLayer(
              new LayerName("grid"),
              "grid",
              TokenLayout.GRID,
              FIGURES,
              false,
              Optional.of(new ResidualSum("grid", "part_grid")),
              Optional.empty()),
          new TappedLayer(
              new LayerName("tokens"),
              "tokens",
              new TokensLast(OTHERS, HEIGHT, WIDTH),
              FIGURES,
              false,
              Optional.of(new ResidualSum("tokens", "part_tokens")),
              Optional.empty()));

  private ModelSession session;
  private HeadInputs heads;
  private TensorScope scope;

  @BeforeEach
  void open() throws SessionException {
    session =
        new Devices(SomeOptions.cpu(1), new Heard(), Optional.empty())
            .first()
            .open(new AppendedModel(model(), Optional.empty()), Patience.ENDLESS);
    heads = new HeadInputs(LAYERS);
    scope = new TensorScope();
  }

  @AfterEach
  void close() throws SessionException {
    scope.close();
    heads.close();
    session.close();
  }

  /** A graph that hands both of its inputs on as layers. */
  private static byte[] model() {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("layouts");
    graph.addInput(input("a", Dimension.newBuilder().setDimValue(CHANNELS).build(), 4));
    graph.addInput(input("b", Dimension.newBuilder().setDimParam("s").build(), 3));
    graph.addNode(NodeProto.newBuilder().setOpType("Identity").addInput("a").addOutput("grid"));
    graph.addNode(NodeProto.newBuilder().setOpType("Identity").addInput("b").addOutput("tokens"));
    for (String layer : List.of("grid", "tokens")) {
      graph.addNode(
          NodeProto.newBuilder().setOpType("Abs").addInput(layer).addOutput("part_" + layer));
    }
    graph.mergeFrom(StatisticHeads.of(LAYERS, 17, List.of()));
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  private static ValueInfoProto input(String name, Dimension second, int rank) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (int axis = 0; axis < rank; axis++) {
      shape.addDim(axis == 1 ? second : Dimension.newBuilder().setDimParam(name + axis).build());
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(DataType.FLOAT.getNumber())
                        .setShape(shape)))
        .build();
  }

  /**
   * Makes the two layers' values: the same tokens, the second behind some that are no positions.
   */
  private Map<String, Tensor> values() throws SessionException {
    Random random = new Random(1);
    float[] grid = new float[CHANNELS * TOKENS];
    float[] tokens = new float[(OTHERS + TOKENS) * CHANNELS];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = 100 * random.nextFloat();
    }
    for (int t = 0; t < TOKENS; t++) {
      for (int c = 0; c < CHANNELS; c++) {
        grid[c * TOKENS + t] = (float) random.nextGaussian();
        tokens[(OTHERS + t) * CHANNELS + c] = grid[c * TOKENS + t];
      }
    }
    return Map.of(
        "a", scope.floats(grid, 1, CHANNELS, HEIGHT, WIDTH),
        "b", scope.floats(tokens, 1, OTHERS + TOKENS, CHANNELS));
  }

  @Test
  void theSameTokensGiveTheSameFigures() throws SessionException {
    List<MeasuredLayer> layers =
        LAYERS.stream()
            .map(
                tap ->
                    new MeasuredLayer(
                        tap,
                        new LayerRun(
                            new LayerShape(tap.layer(), CHANNELS, HEIGHT, WIDTH),
                            Optional.empty(),
                            false),
                        OptionalInt.empty(),
                        OptionalInt.empty()))
            .toList();
    heads.prepare(layers);
    Asked asked = Asked.of(HeadRun.TRAINING, layers);
    FedImages images = new FedImages(1, List.of("image"), 1);
    Map<String, Tensor> inputs = heads.of(HeadRun.TRAINING, asked, images, scope);
    inputs.putAll(values());
    for (String signs : List.of("sketch_row_signs", "sketch_token_signs", "sketch_column_signs")) {
      inputs.put("audit/tokens/" + signs, inputs.get("audit/grid/" + signs)); // else of the layer
    }
    RunningSums sums = new RunningSums(new DirectMemory(), bytes -> {});
    layers.forEach(layer -> layer.allocateSums(sums));
    sums.clear();
    inputs.putAll(sums.inputs(asked.outputs()));
    Set<String> outputs = new LinkedHashSet<>(asked.outputs());
    LAYERS.forEach(tap -> outputs.add(LayerValues.shapeOutput(tap)));

    try (RunOutputs run = session.run(inputs, outputs, sums.outputs(outputs), 1)) {
      LAYERS.forEach(
          tap ->
              assertThat(LayerValues.readShape(run, tap))
                  .isEqualTo(new LayerShape(tap.layer(), CHANNELS, HEIGHT, WIDTH)));
      List<String> ofGrid =
          asked.outputs().stream().filter(name -> name.startsWith("audit/grid/")).toList();
      assertThat(ofGrid).hasSizeGreaterThan(9);
      for (String output : ofGrid) {
        if (output.endsWith("non_finite")) {
          assertThat(run.integer(output.replace("grid", "tokens"), 0)).isZero();
        } else if (output.endsWith("channel_sums")) { // what is added is summed in another order
          assertThat(run.floats(output.replace("grid", "tokens"), 0))
              .usingComparatorWithPrecision(1e-5f)
              .containsExactly(run.floats(output, 0));
        } else {
          assertThat(run.floats(output.replace("grid", "tokens"), 0))
              .as(output)
              .hasSameSizeAs(run.floats(output, 0))
              .containsExactly(run.floats(output, 0));
        }
      }
    }
  }
}

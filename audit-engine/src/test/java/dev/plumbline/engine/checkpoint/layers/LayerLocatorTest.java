package dev.plumbline.engine.checkpoint.layers;

import static dev.plumbline.engine.checkpoint.TestModels.ints;
import static dev.plumbline.engine.checkpoint.TestModels.node;
import static dev.plumbline.engine.checkpoint.TestModels.weight;
import static dev.plumbline.engine.checkpoint.TestModels.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.plumbline.api.LayerName;
import dev.plumbline.engine.checkpoint.TestModels;
import dev.plumbline.engine.checkpoint.backbone.Backbones;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayerLocatorTest {

  private static final LayerName RESNET = new LayerName("up_blocks.0.resnets.0");
  private static final LayerPaths PATHS =
      new LayerPaths(Backbones.of(GraphIndex.read(TestModels.variant("torchscript"))).naming());

  @TempDir Path folder;

  @ParameterizedTest
  @FieldSource("dev.plumbline.engine.checkpoint.TestModels#VARIANTS")
  void findsAllLayersOfEveryExportInRunningOrder(String variant) throws IOException {
    LayerLocation location = LayerLocator.locate(GraphIndex.read(TestModels.variant(variant)));

    assertThat(location.layers())
        .extracting(layer -> layer.layer().path())
        .containsExactlyElementsOf(ExpectedLayers.names());
    assertThat(location.refused()).isEmpty();
    assertThat(location.rule()).isEqualTo("46 by last-in-scope and weight anchor in agreement");
  }

  @ParameterizedTest
  @FieldSource("dev.plumbline.engine.checkpoint.TestModels#VARIANTS")
  void eachRuleFindsAllLayersOnItsOwn(String variant) throws IOException {
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(TestModels.variant(variant)));
    GraphProto.Builder unscoped = model.getGraph().toBuilder();
    for (NodeProto.Builder node : unscoped.getNodeBuilderList()) {
      node.clearName().clearMetadataProps();
    }
    GraphProto.Builder unnamed = model.getGraph().toBuilder();
    renameParameters(unnamed);

    LayerLocation byAnchor = LayerLocator.locate(write(folder, unscoped));
    LayerLocation byScope = LayerLocator.locate(write(folder, unnamed));

    assertThat(byAnchor.rule()).startsWith("46 by weight anchor alone");
    assertThat(byScope.rule()).startsWith("46 by last-in-scope alone");
    assertThat(byAnchor.layers()).isEqualTo(byScope.layers());
    assertThat(byAnchor.layers())
        .extracting(layer -> layer.layer().path())
        .containsExactlyElementsOf(ExpectedLayers.names());
  }

  @Test
  void findsLayersBehindWrappers() throws IOException {
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(TestModels.variant("torchscript")));
    GraphProto.Builder wrapped = model.getGraph().toBuilder();
    for (NodeProto.Builder node : wrapped.getNodeBuilderList()) {
      if (node.getName().startsWith("/")) {
        node.setName("/unet" + node.getName());
      }
      for (int i = 0; i < node.getInputCount(); i++) {
        node.setInput(i, wrap(node.getInput(i)));
      }
      for (int i = 0; i < node.getOutputCount(); i++) {
        node.setOutput(i, wrap(node.getOutput(i)));
      }
    }
    wrapped
        .getInitializerBuilderList()
        .forEach(initializer -> initializer.setName(wrap(initializer.getName())));

    LayerLocation location = LayerLocator.locate(write(folder, wrapped));

    assertThat(location.layers())
        .extracting(layer -> layer.layer().path())
        .containsExactlyElementsOf(ExpectedLayers.names());
    assertThat(location.rule()).isEqualTo("46 by last-in-scope and weight anchor in agreement");
  }

  @Test
  void refusesOnlyTheLayerOnWhichTheRulesDisagree() {
    GraphProto.Builder graph =
        resnet("/up_blocks.0/resnets.0/Add")
            // A node that claims to be in the module, after the sum the weights lead to.
            .addNode(node("/up_blocks.0/resnets.0/Relu", "Relu", List.of("sum"), "relu"))
            .addNode(
                node(
                    "/up_blocks.0/upsamplers.0/conv/Conv",
                    "Conv",
                    List.of("relu", "up_blocks.0.upsamplers.0.conv.weight"),
                    "up"))
            .addInitializer(weight("up_blocks.0.upsamplers.0.conv.weight", 4, 4, 3, 3));

    LayerLocation location = LayerLocator.locate(write(folder, graph));

    assertThat(location.layers())
        .containsExactly(new LocatedLayer(new LayerName("up_blocks.0.upsamplers.0"), "up"));
    assertThat(location.refused()).containsOnlyKeys(RESNET);
    assertThat(location.refused().get(RESNET)).contains("'relu'").contains("'sum'");
  }

  @Test
  void takesTheScaledSumWhereTheSumIsOnlyUsedScaled() {
    GraphProto.Builder graph =
        resnet("add")
            .addInitializer(weight("factor", 1))
            .addNode(node("div", "Div", List.of("sum", "factor"), "scaled"));

    assertThat(LayerLocator.locate(write(folder, graph)).layers())
        .containsExactly(new LocatedLayer(RESNET, "scaled"));
  }

  @Test
  void followsASubgraphsUseOfAValue() {
    // The If uses the sum as well, so the division is not all that becomes of it.
    GraphProto.Builder graph =
        resnet("add")
            .addInitializer(weight("factor", 1))
            .addNode(node("div", "Div", List.of("sum", "factor"), "scaled"))
            .addNode(
                node("if", "If", List.of("condition"), "y")
                    .addAttribute(
                        AttributeProto.newBuilder()
                            .setName("then_branch")
                            .setG(
                                GraphProto.newBuilder()
                                    .addNode(node("", "Relu", List.of("sum"), "inner")))));

    assertThat(LayerLocator.locate(write(folder, graph)).layers())
        .containsExactly(new LocatedLayer(RESNET, "sum"));
  }

  @Test
  void locatesAnAttentionWithALinearProjection() {
    GraphProto.Builder graph = linearProjection(0, 3, 1, 2);

    assertThat(LayerLocator.locate(write(folder, graph)).layers())
        .containsExactly(new LocatedLayer(new LayerName("up_blocks.1.attentions.0"), "sum"));
  }

  /** Optimisers move a Transpose behind the sum, or put one before it. */
  @ParameterizedTest
  @ValueSource(strings = {"none", "0 2 3 1"})
  void refusesALayerWhoseSumHasTheChannelsLast(String permutation) {
    GraphProto.Builder graph =
        (permutation.equals("none") ? linearProjection() : linearProjection(0, 2, 3, 1))
            .addNode(
                node("/up_blocks.1/upsamplers.0/conv/Conv", "Conv", List.of("sum", "w"), "up"));

    LayerLocation location = LayerLocator.locate(write(folder, graph));

    assertThat(location.layers())
        .extracting(layer -> layer.layer().path())
        .containsExactly("up_blocks.1.upsamplers.0");
    assertThat(location.refused()).containsOnlyKeys(new LayerName("up_blocks.1.attentions.0"));
  }

  @Test
  void tellsTheUnetFromAControlNetInTheSameGraph() {
    GraphProto.Builder graph =
        resnet("add")
            .addNode(node("c", "Conv", List.of("x", "control.conv_in.weight"), "control"))
            .addNode(
                node(
                    "d",
                    "Conv",
                    List.of("control", "control.down_blocks.0.downsamplers.0.conv.weight"),
                    "control_down"))
            .addInitializer(weight("control.conv_in.weight", 4, 4, 3, 3))
            .addInitializer(weight("control.down_blocks.0.downsamplers.0.conv.weight", 4, 4, 3, 3));

    assertThat(LayerLocator.locate(write(folder, graph)).layers())
        .containsExactly(new LocatedLayer(RESNET, "sum"));
  }

  @Test
  void refusesAWeightThatSeveralNodesShare() {
    GraphProto.Builder graph =
        resnet("add")
            .addNode(node("again", "Conv", List.of("x", "up_blocks.0.resnets.0.conv2.weight"), "z"))
            .addNode(node("c", "Conv", List.of("z", "conv_out.weight"), "out"))
            .addInitializer(weight("conv_out.weight", 4, 4, 3, 3));

    LayerLocation location = LayerLocator.locate(write(folder, graph));

    assertThat(location.layers())
        .containsExactly(new LocatedLayer(new LayerName("conv_out"), "out"));
    assertThat(location.refused().get(RESNET))
        .contains("up_blocks.0.resnets.0.conv2.weight is used by 2 nodes");
  }

  @Test
  void doesNotTrustTheScopeOfAModuleThatRunsTwice() {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addNode(node("/up_blocks.0/resnets.0/Add", "Add", List.of("x", "y"), "first"))
            .addNode(node("/up_blocks.0/resnets.0_1/Add", "Add", List.of("x", "z"), "second"))
            .addNode(node("/conv_out/Conv", "Conv", List.of("second", "w"), "out"));

    LayerLocation location = LayerLocator.locate(write(folder, graph));

    assertThat(location.layers())
        .containsExactly(new LocatedLayer(new LayerName("conv_out"), "out"));
    assertThat(location.refused().get(RESNET)).contains("runs more than once");
  }

  @Test
  void takesNoIntegersThatAQuantiserPutsAfterALayer() {
    GraphProto.Builder graph =
        resnet("/up_blocks.0/resnets.0/Add")
            .addNode(
                node(
                    "/up_blocks.0/resnets.0/sum_QuantizeLinear",
                    "DynamicQuantizeLinear",
                    List.of("sum"),
                    "sum_quantized",
                    "sum_scale",
                    "sum_zero_point"));

    assertThat(LayerLocator.locate(write(folder, graph)).layers())
        .containsExactly(new LocatedLayer(RESNET, "sum"));
  }

  @Test
  void takesWhatIsLeftOfALayerThatIsQuantised() {
    GraphProto.Builder graph =
        resnet("/up_blocks.0/resnets.0/Add")
            .addNode(
                node(
                    "/up_blocks.0/resnets.0/sum_QuantizeLinear",
                    "QuantizeLinear",
                    List.of("sum", "scale"),
                    "sum_quantized"))
            .addNode(
                node(
                    "/up_blocks.0/resnets.0/sum_DequantizeLinear",
                    "DequantizeLinear",
                    List.of("sum_quantized", "scale"),
                    "sum_rounded"))
            .addInitializer(weight("scale"));

    LayerLocation location = LayerLocator.locate(write(folder, graph));

    assertThat(location.layers()).containsExactly(new LocatedLayer(RESNET, "sum_rounded"));
    assertThat(location.rule()).isEqualTo("1 by last-in-scope and weight anchor in agreement");
  }

  @Test
  void refusesAGraphInABlockedLayout() {
    GraphProto.Builder graph =
        resnet("add")
            .addNode(
                node("reorder", "ReorderInput", List.of("sum"), "z")
                    .setDomain("com.microsoft.nchwc"));

    assertThatThrownBy(() -> LayerLocator.locate(write(folder, graph)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("unoptimised export")
        .hasMessageContaining("hand-built.onnx");
  }

  @Test
  void saysWhatItLookedForWhereThereIsNoLayer() {
    Path vae = TestModels.resource("/reference-unet/text_encoder/model.onnx");

    assertThatThrownBy(() -> LayerLocator.locate(GraphIndex.read(vae)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(vae.toString())
        .hasMessageContaining("/down_blocks.0/resnets.0/")
        .hasMessageContaining("down_blocks.0.resnets.0.conv2.weight");
  }

  /** A residual sum of x and a convolution of x; {@code sum} is the layer's output. */
  private static GraphProto.Builder resnet(String sumNode) {
    return GraphProto.newBuilder()
        .addInitializer(weight("up_blocks.0.resnets.0.conv2.weight", 4, 4, 3, 3))
        .addNode(node("conv", "Conv", List.of("x", "up_blocks.0.resnets.0.conv2.weight"), "h"))
        .addNode(node(sumNode, "Add", List.of("x", "h"), "sum"));
  }

  /** An attention's end; without a permutation the residual sum is of [N,H,W,C]. */
  private static GraphProto.Builder linearProjection(long... permutation) {
    String bias = "up_blocks.1.attentions.0.proj_out.bias";
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInitializer(weight("onnx::MatMul_1", 4, 4))
            .addInitializer(weight(bias, 4))
            .addNode(node("", "MatMul", List.of("tokens", "onnx::MatMul_1"), "projected"))
            .addNode(node("", "Add", List.of(bias, "projected"), "biased"))
            .addNode(node("", "Shape", List.of("biased"), "shape"))
            .addNode(node("", "Reshape", List.of("biased", "grid"), "spatial"));
    String branch = "spatial";
    if (permutation.length > 0) {
      branch = "moved";
      graph.addNode(
          node("", "Transpose", List.of("spatial"), branch)
              .addAttribute(ints("perm", permutation)));
    }
    return graph.addNode(
        node("/up_blocks.1/attentions.0/Add", "Add", List.of(branch, "residual"), "sum"));
  }

  @Test
  void saysWhatToDoWithTheOriginalCodesNames() {
    String weight = "model.diffusion_model.input_blocks.1.0.in_layers.2.weight";
    String scope = "/diffusion_model/middle_block.0/Conv";
    for (GraphProto.Builder graph :
        List.of(
            GraphProto.newBuilder()
                .addInitializer(weight(weight, 4, 4, 1, 1))
                .addNode(node("", "Conv", List.of("sample", weight), "out")),
            GraphProto.newBuilder().addNode(node(scope, "Conv", List.of("sample"), "out")))) {
      GraphIndex index = write(folder, graph);

      assertThatThrownBy(() -> LayerLocator.locate(index))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("original Stable Diffusion code")
          .hasMessageContaining("from_single_file");
    }
  }

  private static String wrap(String value) {
    return PATHS.parse(value).isPresent() ? "unet." + value : value;
  }

  private static void renameParameters(GraphProto.Builder graph) {
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      for (int i = 0; i < node.getInputCount(); i++) {
        node.setInput(i, anonymous(node.getInput(i)));
      }
      for (int i = 0; i < node.getOutputCount(); i++) {
        node.setOutput(i, anonymous(node.getOutput(i)));
      }
    }
    graph
        .getInitializerBuilderList()
        .forEach(initializer -> initializer.setName(anonymous(initializer.getName())));
  }

  private static String anonymous(String value) {
    return PATHS.parse(value).isPresent() ? "anonymous/" + value.replace('.', '_') : value;
  }
}

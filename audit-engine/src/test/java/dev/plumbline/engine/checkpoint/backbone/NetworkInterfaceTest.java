package dev.plumbline.engine.checkpoint.backbone;

import static dev.plumbline.engine.checkpoint.TestModels.node;
import static dev.plumbline.engine.checkpoint.TestModels.value;
import static dev.plumbline.engine.checkpoint.TestModels.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.plumbline.engine.checkpoint.TestModels;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.graph.GraphValue;
import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkInterfaceTest {

  private static final ValueInfoProto SAMPLE = value("sample", DataType.FLOAT, -1, 4, -1, -1);
  private static final ValueInfoProto TIMESTEP = value("timestep", DataType.INT64, 1);
  private static final ValueInfoProto CONTEXT =
      value("encoder_hidden_states", DataType.FLOAT, -1, 77, 768);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "torchscript, FLOAT, FLOAT, 0",
    "dynamo, FLOAT, FLOAT, 0",
    "external-data, FLOAT, FLOAT, 0",
    "timestep-int64-batch, FLOAT, INT64, 1",
    "float16, FLOAT16, FLOAT16, 0"
  })
  void readsTheInterfaceOfEveryExport(
      String variant, DataType type, DataType timestepType, int timestepRank) {
    NetworkInterface unet = NetworkInterface.of(GraphIndex.read(TestModels.variant(variant)));

    assertThat(unet.sample().name()).isEqualTo("sample");
    assertThat(unet.sample().elementType()).isEqualTo(type);
    assertThat(unet.timestep().name()).isEqualTo("timestep");
    assertThat(unet.timestep().elementType()).isEqualTo(timestepType);
    assertThat(unet.timestep().dims()).hasValueSatisfying(d -> assertThat(d).hasSize(timestepRank));
    assertThat(unet.encoderHiddenStates().name()).isEqualTo("encoder_hidden_states");
    assertThat(unet.noise().name()).isEqualTo("out_sample");
    assertThat(unet.unconsumed()).isEmpty();
    assertThat(unet.sampleChannels()).hasValue(4);
    assertThat(unet.contextWidth()).hasValue(16);
    assertThat(unet.fixedBatch()).isEmpty();
    assertThat(unet.fixedHeight()).isEmpty();
    assertThat(unet.fixedWidth()).isEmpty();
    assertThat(unet.fixedTokens()).isEmpty();
  }

  @Test
  void readsFixedSizes() {
    NetworkInterface unet = of(value("sample", DataType.FLOAT, 2, 9, 64, 48), TIMESTEP, CONTEXT);

    assertThat(unet.fixedBatch()).hasValue(2);
    assertThat(unet.sampleChannels()).hasValue(9);
    assertThat(unet.fixedHeight()).hasValue(64);
    assertThat(unet.fixedWidth()).hasValue(48);
    assertThat(unet.fixedTokens()).hasValue(77);
    assertThat(unet.contextWidth()).hasValue(768);
  }

  /** diffusers' UNet2DModel, without and with classes. */
  @Test
  void unconditionalOnesAreNotSupportedAndNotToBeRenamed() {
    for (List<ValueInfoProto> inputs :
        List.of(
            List.of(SAMPLE, TIMESTEP),
            List.of(SAMPLE, TIMESTEP, value("class_labels", DataType.INT64, 1)))) {
      assertThatThrownBy(() -> of(inputs.toArray(ValueInfoProto[]::new)))
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith("Not supported: ")
          .hasMessageContaining("is an unconditional U-Net. Its inputs are sample")
          .hasMessageNotContaining("input names");
    }
    assertThatThrownBy(() -> of(SAMPLE, TIMESTEP, value("words", DataType.INT64, 1, 77)))
        .as("what it is cannot be told")
        .hasMessageContaining("has no input 'encoder_hidden_states'");
  }

  /** torch.onnx.export with export_params=False. */
  @Test
  void anExportWithoutWeightsIsSaidToBeOne() {
    List<ValueInfoProto> inputs = new ArrayList<>(List.of(SAMPLE, TIMESTEP, CONTEXT));
    for (int i = 0; i < 340; i++) {
      inputs.add(value("down_blocks.0.resnets." + i + ".conv1.weight", DataType.FLOAT, 8, 8, 3, 3));
      inputs.add(value("down_blocks.0.resnets." + i + ".conv1.bias", DataType.FLOAT, 8));
      inputs.add(value("onnx::MatMul_" + (5000 + i), DataType.FLOAT, 8, 8));
    }

    assertThatThrownBy(() -> of(inputs.toArray(ValueInfoProto[]::new)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(
            "lacks its weights: it was exported without them, and has 1020 inputs")
        .hasMessageContaining("(down_blocks.0.resnets.0.conv1.weight, ")
        .hasMessageContaining(" and 1010 more). Export the U-Net with its weights")
        .hasMessageContaining("export_params=True");
  }

  /** However many inputs there are, and however long their names, a message can be read. */
  @Test
  void listsOfInputsAreCut() {
    List<ValueInfoProto> inputs = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      inputs.add(value("a".repeat(9000) + i, DataType.FLOAT, 1, 4, 8, 8));
    }

    assertThatThrownBy(() -> of(inputs.toArray(ValueInfoProto[]::new)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(" and 490 more")
        .satisfies(thrown -> assertThat(thrown.getMessage()).hasSizeLessThan(5000));
  }

  @Test
  void tellsInputsOfOtherNamesApartByRankAndType() {
    NetworkInterface unet =
        of(
            value("a", DataType.INT64, -1),
            value("b", DataType.FLOAT, -1, -1, 768),
            value("c", DataType.FLOAT, -1, 4, -1, -1));

    assertThat(unet.timestep().name()).isEqualTo("a");
    assertThat(unet.encoderHiddenStates().name()).isEqualTo("b");
    assertThat(unet.sample().name()).isEqualTo("c");
  }

  @Test
  void refusesInputsThatCannotBeToldApart() {
    assertThatThrownBy(
            () ->
                of(
                    value("a", DataType.FLOAT, -1, 4, -1, -1),
                    value("b", DataType.FLOAT, -1, 4, -1, -1),
                    TIMESTEP,
                    CONTEXT))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("several inputs that could be 'sample'")
        .hasMessageContaining("a FLOAT [?, 4, ?, ?]");
  }

  @ParameterizedTest
  @CsvSource({
    "class_labels, noise level",
    "added_cond_kwargs.image_embeds, IP-Adapter",
    "controlnet_cond, ControlNet",
    "mystery, zeros for a ControlNet's residuals"
  })
  void namesAnInputThatNothingSupplies(String name, String hint) {
    assertThatThrownBy(() -> of(SAMPLE, TIMESTEP, CONTEXT, value(name, DataType.FLOAT, -1, 1280)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("needs the input " + name)
        .hasMessageContaining(hint)
        .hasMessageContaining("text_embeds, time_ids, timestep_cond")
        .hasMessageContaining("hand-built.onnx");
  }

  @Test
  void readsTheConditioningOfSdxlAndOfLcms() {
    NetworkInterface unet =
        of(
            SAMPLE,
            TIMESTEP,
            CONTEXT,
            value("added_cond_kwargs_text_embeds", DataType.FLOAT, -1, 1280),
            value("unet/time_ids", DataType.FLOAT, -1, 6),
            value("timestep_cond", DataType.FLOAT, -1, 256));

    assertThat(unet.pooledWidth()).hasValue(1280);
    assertThat(unet.timeIdCount()).hasValue(6);
    assertThat(unet.guidanceWidth()).hasValue(256);
    assertThat(of(SAMPLE, TIMESTEP, CONTEXT).pooledWidth()).isEmpty();
  }

  @Test
  void tellsSdxlsPairApartByWidthAndRefusesALoneVector() {
    NetworkInterface unet =
        of(
            SAMPLE,
            TIMESTEP,
            CONTEXT,
            value("a", DataType.FLOAT, -1, 5),
            value("b", DataType.FLOAT, -1, 1280));

    assertThat(unet.timeIds().orElseThrow().name()).isEqualTo("a");
    assertThat(unet.textEmbeds().orElseThrow().name()).isEqualTo("b");
    assertThatThrownBy(() -> of(SAMPLE, TIMESTEP, CONTEXT, value("a", DataType.FLOAT, -1, 5)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("needs the input a FLOAT [?, 5], which nothing supplies");
  }

  @Test
  void takesAWordForTheRoleItsShapeFits() {
    NetworkInterface unet =
        of(
            value("hidden_states", DataType.FLOAT, -1, 4, -1, -1),
            value("t", DataType.FLOAT16),
            CONTEXT);

    assertThat(unet.sample().name()).isEqualTo("hidden_states");
    assertThat(unet.timestep().name()).isEqualTo("t");
    assertThat(
            of(SAMPLE, TIMESTEP, value("hidden_states", DataType.FLOAT, -1, 77, 768))
                .encoderHiddenStates()
                .name())
        .isEqualTo("hidden_states");
  }

  @Test
  void refusesAResidualThatIsNotJustAdded() {
    GraphProto.Builder graph = graph(SAMPLE, TIMESTEP, CONTEXT);
    ValueInfoProto residual =
        value("mid_block_additional_residual", DataType.FLOAT, -1, 1280, -1, -1);
    graph.addInput(residual);
    graph.addNode(node("", "Add", List.of(residual.getName(), "sample'"), "sum"));
    assertThat(NetworkInterface.of(write(folder, graph)).residuals())
        .extracting(GraphValue::name)
        .containsExactly("mid_block_additional_residual");

    graph.addNode(node("", "Mul", List.of(residual.getName(), "sample'"), "product"));
    assertThatThrownBy(() -> NetworkInterface.of(write(folder, graph)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("mid_block_additional_residual")
        .hasMessageContaining("does more with it than add it");
  }

  @Test
  void readsOpenChannelsOffTheConvolutions() {
    GraphProto.Builder graph =
        graph(value("sample", DataType.FLOAT, -1, -1, -1, -1), TIMESTEP, CONTEXT);
    graph.clearOutput().addOutput(value("latent", DataType.FLOAT, -1, -1, -1, -1));
    assertThat(NetworkInterface.of(write(folder, graph)).sampleChannels()).isEmpty();

    graph.addInitializer(TestModels.weight("unet.conv_in.weight", 320, 9, 3, 3));
    graph.addInitializer(TestModels.weight("unet.conv_out.weight", 4, 320, 3, 3));
    NetworkInterface unet = NetworkInterface.of(write(folder, graph));

    assertThat(unet.sampleChannels()).hasValue(9);
    assertThat(unet.noiseChannels()).hasValue(4);
  }

  @Test
  void knowsABatchSizeThatAnyInputFixes() {
    assertThat(of(SAMPLE, TIMESTEP, CONTEXT).fixedBatch()).isEmpty();
    assertThat(of(SAMPLE, value("timestep", DataType.INT64, 2), CONTEXT).fixedBatch()).hasValue(2);
    assertThat(
            of(SAMPLE, TIMESTEP, value("encoder_hidden_states", DataType.FLOAT, 2, 77, 768))
                .fixedBatch())
        .hasValue(2);
  }

  @Test
  void toleratesAndNamesAnInputThatNoNodeUses() {
    GraphProto.Builder graph = graph(SAMPLE, TIMESTEP, CONTEXT);
    graph.addInput(value("return_dict", DataType.BOOL));

    assertThat(NetworkInterface.of(write(folder, graph)).unconsumed())
        .extracting(GraphValue::name)
        .containsExactly("return_dict");
  }

  @Test
  void refusesAMissingInputAndAnUnusableType() {
    assertThatThrownBy(() -> of(SAMPLE, CONTEXT))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no input 'timestep'");
    assertThatThrownBy(
            () -> of(value("sample", DataType.BFLOAT16, -1, 4, -1, -1), TIMESTEP, CONTEXT))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("sample BFLOAT16");
  }

  @Test
  void refusesAnAutoencoder() {
    GraphIndex vae = GraphIndex.read(TestModels.resource("/reference-unet/vae_encoder/model.onnx"));

    assertThatThrownBy(() -> NetworkInterface.of(vae))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("Is it a U-Net?");
  }

  private NetworkInterface of(ValueInfoProto... inputs) {
    return NetworkInterface.of(write(folder, graph(inputs)));
  }

  private static GraphProto.Builder graph(ValueInfoProto... inputs) {
    GraphProto.Builder graph = GraphProto.newBuilder();
    for (ValueInfoProto input : inputs) {
      graph.addInput(input);
      graph.addNode(node("", "Identity", List.of(input.getName()), input.getName() + "'"));
    }
    return graph.addOutput(value("out_sample", DataType.FLOAT, -1, 4, -1, -1));
  }
}

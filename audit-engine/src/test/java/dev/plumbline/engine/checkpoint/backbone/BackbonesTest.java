package dev.plumbline.engine.checkpoint.backbone;

import static dev.plumbline.engine.checkpoint.TestModels.node;
import static dev.plumbline.engine.checkpoint.TestModels.value;
import static dev.plumbline.engine.checkpoint.TestModels.weight;
import static dev.plumbline.engine.checkpoint.TestModels.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.plumbline.api.LayerName;
import dev.plumbline.engine.checkpoint.TestModels;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.graph.GraphValue;
import dev.plumbline.engine.checkpoint.layers.LayerLocation;
import dev.plumbline.engine.checkpoint.layers.LayerLocator;
import dev.plumbline.engine.checkpoint.layers.LocatedLayer;
import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second family beside the U-Nets: nothing that looks at graphs has to know of it. */
class BackbonesTest {

  private static final long ANY = GraphValue.DYNAMIC;

  private final Backbone transformers = new TransformerBackbone();
  private final List<Backbone> both = List.of(new UnetBackbone(), transformers);

  @TempDir Path folder;

  /** Two blocks, each of which adds what a linear layer makes of the tokens. */
  private static GraphProto.Builder transformer() {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .addInput(value("hidden_states", DataType.FLOAT, ANY, 16, ANY, ANY))
            .addInput(value("encoder_hidden_states", DataType.FLOAT, ANY, ANY, 12))
            .addInput(value("pooled_projections", DataType.FLOAT, ANY, 6))
            .addInput(value("timestep", DataType.FLOAT, ANY))
            .addOutput(value("out_sample", DataType.FLOAT, ANY, 16, ANY, ANY))
            .addInitializer(weight("pos_embed.proj.weight", 4, 16, 2, 2))
            .addNode(
                node(
                    "/pos_embed/proj/Conv",
                    "Conv",
                    List.of("hidden_states", "pos_embed.proj.weight"),
                    "patches"))
            .addNode(
                node(
                    "/time_text_embed/Concat",
                    "Concat",
                    List.of("timestep", "pooled_projections", "encoder_hidden_states"),
                    "conditioning"));
    String tokens = "patches";
    for (int block = 0; block < 2; block++) {
      String module = "transformer_blocks." + block;
      graph
          .addInitializer(weight(module + ".ff.net.2.weight", 4, 4))
          .addNode(
              node(
                  "/" + module + "/ff/net.2/MatMul",
                  "MatMul",
                  List.of(tokens, module + ".ff.net.2.weight"),
                  "made" + block))
          .addNode(
              node("/" + module + "/Add", "Add", List.of(tokens, "made" + block), "b" + block));
      tokens = "b" + block;
    }
    return graph.addNode(node("/proj_out/Reshape", "Reshape", List.of(tokens), "out_sample"));
  }

  /** A graph that names no layer of any family. */
  private static GraphProto.Builder other() {
    return GraphProto.newBuilder()
        .addInput(value("x", DataType.FLOAT, ANY))
        .addOutput(value("y", DataType.FLOAT, ANY))
        .addNode(node("", "Identity", List.of("x"), "y"));
  }

  @Test
  void aGraphIsOfTheFamilyThatItsLayersAreNamedIn() {
    GraphIndex index = write(folder, transformer());

    assertThat(Backbones.of(index, both)).isSameAs(transformers);
    for (String variant : List.of("torchscript", "dynamo")) {
      assertThat(Backbones.of(GraphIndex.read(TestModels.variant(variant)), both))
          .isInstanceOf(UnetBackbone.class);
    }
    assertThat(Backbones.of(write(folder, other()), both)).isInstanceOf(UnetBackbone.class);
  }

  @Test
  void itsLayersAreLocatedByTheSameRules() {
    LayerLocation location = LayerLocator.locate(write(folder, transformer()), transformers);

    assertThat(location.layers())
        .containsExactly(
            new LocatedLayer(new LayerName("transformer_blocks.0"), "b0"),
            new LocatedLayer(new LayerName("transformer_blocks.1"), "b1"));
    assertThat(location.refused()).isEmpty();
  }

  @Test
  void itsInputsHaveNamesOfTheirOwn() {
    NetworkInterface network = transformers.network(write(folder, transformer()));

    assertThat(network.sample().name()).isEqualTo("hidden_states");
    assertThat(network.sampleChannels()).hasValue(16);
    assertThat(network.encoderHiddenStates().name()).isEqualTo("encoder_hidden_states");
    assertThat(network.textEmbeds().orElseThrow().name()).isEqualTo("pooled_projections");
    assertThat(network.noise().name()).isEqualTo("out_sample");

    GraphProto.Builder without = transformer();
    without.removeInput(2);
    GraphIndex index = write(folder, without);
    assertThatThrownBy(() -> transformers.network(index))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has no input 'pooled_projections'")
        .hasMessageContaining("Is it a diffusion transformer?");
  }

  @Test
  void aMessageAboutItSpeaksOfIt() {
    GraphIndex index = write(folder, other());

    assertThatThrownBy(() -> LayerLocator.locate(index, transformers))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("No layer of a diffusion transformer was located in")
        .hasMessageContaining("/transformer_blocks.0/...")
        .hasMessageContaining("(modules transformer_blocks)");
  }

  @Test
  void sizesFollowFromTheConfig() {
    LayerName layer = new LayerName("transformer_blocks.1");
    Map<String, Integer> config = Map.of("num_attention_heads", 3, "attention_head_dim", 8);

    LayerSize size =
        transformers
            .sizes(
                write(folder, transformer()),
                List.of(layer),
                key ->
                    config.containsKey(key)
                        ? IntNode.valueOf(config.get(key))
                        : MissingNode.getInstance())
            .get(layer);

    assertThat(size).isEqualTo(new LayerSize(24, 2, 3));
    assertThat(size.tokens(7, 8)).isEqualTo(16);
  }
}

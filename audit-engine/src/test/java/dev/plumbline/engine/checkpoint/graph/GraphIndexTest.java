package dev.plumbline.engine.checkpoint.graph;

import static dev.plumbline.engine.checkpoint.TestModels.ints;
import static dev.plumbline.engine.checkpoint.TestModels.node;
import static dev.plumbline.engine.checkpoint.TestModels.value;
import static dev.plumbline.engine.checkpoint.TestModels.weight;
import static dev.plumbline.engine.checkpoint.TestModels.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.plumbline.engine.checkpoint.TestModels;
import dev.plumbline.engine.checkpoint.graph.Initializer.ExternalLocation;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class GraphIndexTest {

  @TempDir Path folder;

  @ParameterizedTest
  @FieldSource("dev.plumbline.engine.checkpoint.TestModels#VARIANTS")
  void saysWhatAFullParseSays(String variant) throws IOException {
    Path file = TestModels.variant(variant);
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));

    GraphIndex index = GraphIndex.read(file);

    assertThat(index.irVersion()).isEqualTo(model.getIrVersion());
    assertThat(index.opsets()).containsEntry("", model.getOpsetImport(0).getVersion());
    assertThat(index.nodes()).hasSameSizeAs(model.getGraph().getNodeList());
    for (int i = 0; i < index.nodes().size(); i++) {
      NodeProto expected = model.getGraph().getNode(i);
      GraphNode node = index.nodes().get(i);
      assertThat(node.name()).isEqualTo(expected.getName());
      assertThat(node.opType()).isEqualTo(expected.getOpType());
      assertThat(node.domain()).isEqualTo(expected.getDomain());
      assertThat(node.inputs()).isEqualTo(List.copyOf(expected.getInputList()));
      assertThat(node.outputs()).isEqualTo(List.copyOf(expected.getOutputList()));
      assertThat(node.nameScopes())
          .isEqualTo(
              expected.getMetadataPropsList().stream()
                  .filter(entry -> entry.getKey().equals("pkg.torch.onnx.name_scopes"))
                  .map(entry -> entry.getValue())
                  .findFirst());
    }
    assertThat(index.initializers())
        .extracting(Initializer::name, Initializer::dims, i -> i.elementType().getNumber())
        .containsExactlyElementsOf(
            model.getGraph().getInitializerList().stream()
                .map(
                    tensor ->
                        tuple(
                            tensor.getName(),
                            List.copyOf(tensor.getDimsList()),
                            tensor.getDataType()))
                .toList());
  }

  @Test
  void readsInputsAndOutputsWithFixedAndDynamicSizes() {
    GraphIndex index = GraphIndex.read(TestModels.referenceUnet());

    assertThat(index.inputs())
        .containsExactly(
            new GraphValue("sample", DataType.FLOAT, Optional.of(List.of(-1L, 4L, -1L, -1L))),
            new GraphValue("timestep", DataType.INT64, Optional.of(List.of())),
            new GraphValue(
                "encoder_hidden_states", DataType.FLOAT, Optional.of(List.of(-1L, -1L, 32L))));
    assertThat(index.outputs())
        .containsExactly(
            new GraphValue("out_sample", DataType.FLOAT, Optional.of(List.of(-1L, 4L, -1L, -1L))));
  }

  @Test
  void readsWhereExternalDataAre() {
    GraphIndex index = GraphIndex.read(TestModels.variant("external-data"));

    assertThat(index.initializers())
        .filteredOn(initializer -> initializer.name().equals("conv_in.weight"))
        .singleElement()
        .satisfies(
            initializer -> {
              assertThat(initializer.dims()).containsExactly(8L, 4L, 3L, 3L);
              assertThat(initializer.external())
                  .hasValueSatisfying(
                      at -> {
                        assertThat(at.location()).isEqualTo("model.onnx_data");
                        assertThat(at.length()).isEqualTo(8 * 4 * 3 * 3 * Float.BYTES);
                      });
            });
  }

  @Test
  void keepsWhatSubgraphsTakeFromTheGraphAroundThem() {
    GraphProto.Builder inner =
        GraphProto.newBuilder()
            .setName("inner")
            .addInitializer(weight("own", 1))
            .addNode(node("", "Add", List.of("outer", "own"), "sum"))
            .addNode(node("", "If", List.of("sum"), "chosen").addAttribute(branch("innermost")))
            .addOutput(value("chosen", DataType.FLOAT, 1))
            .addOutput(value("passed_through", DataType.FLOAT, 1));
    GraphIndex index =
        write(
            folder,
            GraphProto.newBuilder()
                .addNode(
                    node("if", "If", List.of("condition"), "y")
                        .addAttribute(
                            AttributeProto.newBuilder().setName("then_branch").setG(inner))));

    assertThat(index.nodes())
        .singleElement()
        .satisfies(
            node ->
                assertThat(node.captured())
                    .containsExactly("outer", "innermost", "passed_through"));
  }

  @Test
  void keepsPermutationsAndExternalDataOfAttributes() {
    GraphIndex index =
        write(
            folder,
            GraphProto.newBuilder()
                .addNode(node("t", "Transpose", List.of("x"), "y").addAttribute(ints("perm", 1, 0)))
                .addNode(
                    node("c", "Constant", List.of(), "z")
                        .addAttribute(
                            AttributeProto.newBuilder()
                                .setName("value")
                                .setT(
                                    weight("", 0).toBuilder()
                                        .addExternalData(entry("location", "big.bin"))
                                        .addExternalData(entry("offset", "4096"))))));

    assertThat(index.nodes().get(0).permutation()).containsExactly(1L, 0L);
    assertThat(index.nestedExternals()).containsExactly(new ExternalLocation("big.bin", 4096, -1));
  }

  @Test
  void doesNotCountInitialisersListedAmongTheInputsAsRequired() {
    GraphIndex index =
        write(
            folder,
            GraphProto.newBuilder()
                .addInput(value("x", DataType.FLOAT, 2))
                .addInput(value("w", DataType.FLOAT, 2))
                .addInitializer(weight("w", 2))
                .addNode(node("", "Add", List.of("x", "w"), "y")));

    assertThat(index.requiredInputs()).extracting(GraphValue::name).containsExactly("x");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.0001, 0.3, 0.5, 0.9, 0.99999})
  void refusesATruncatedFile(double share) throws IOException {
    byte[] bytes = Files.readAllBytes(TestModels.variant("torchscript"));
    Path cut = folder.resolve("cut.onnx");
    Files.write(cut, Arrays.copyOf(bytes, (int) (bytes.length * share)));

    assertThatThrownBy(() -> GraphIndex.read(cut))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(cut.toString());
  }

  @Test
  void refusesAFileCutOffInsideAWeight() throws IOException {
    byte[] bytes =
        TestModels.model(
                GraphProto.newBuilder()
                    .addNode(node("", "Add", List.of("x", "w"), "y"))
                    .addInitializer(weight("w", 1_000_000)))
            .toByteArray();
    Path cut = folder.resolve("cut.onnx");
    Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));

    assertThatThrownBy(() -> GraphIndex.read(cut))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(cut.toString())
        .hasMessageContaining("cut off");
  }

  @Test
  void neverFailsOtherwiseThanWithAUserErrorOnDamage() throws IOException {
    byte[] bytes =
        Files.readAllBytes(TestModels.resource("/reference-unet/vae_encoder/model.onnx"));
    Path damaged = folder.resolve("damaged.onnx");
    Random random = new Random(7);
    int refused = 0;
    for (int round = 0; round < 300; round++) {
      byte[] copy = bytes.clone();
      for (int i = 0; i < 20; i++) {
        copy[random.nextInt(copy.length)] = (byte) random.nextInt();
      }
      Files.write(damaged, copy);
      try {
        GraphIndex.read(damaged);
      } catch (UserError e) {
        assertThat(e).hasMessageContaining(damaged.toString());
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void refusesWhatIsNoModel() throws IOException {
    Path text = Files.writeString(folder.resolve("text.onnx"), "This is not a model.\n".repeat(99));
    Path empty = Files.createFile(folder.resolve("empty.onnx"));
    Path zeros = Files.write(folder.resolve("zeros.onnx"), new byte[5000]);
    Path pointer =
        Files.writeString(
            folder.resolve("pointer.onnx"),
            "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n",
            StandardCharsets.US_ASCII);
    Path graphless =
        Files.write(
            folder.resolve("graphless.onnx"),
            ModelProto.newBuilder().setIrVersion(8).build().toByteArray());

    for (Path file : List.of(text, empty, zeros, pointer, graphless)) {
      assertThatThrownBy(() -> GraphIndex.read(file))
          .isInstanceOf(UserError.class)
          .hasMessageContaining(file.toString());
    }
    assertThatThrownBy(() -> GraphIndex.read(empty)).hasMessageContaining("empty");
    assertThatThrownBy(() -> GraphIndex.read(pointer)).hasMessageContaining("git lfs pull");
    assertThatThrownBy(() -> GraphIndex.read(folder.resolve("absent.onnx")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("absent.onnx");
    assertThatThrownBy(() -> GraphIndex.read(folder))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("folder");
  }

  private static AttributeProto branch(String captured) {
    return AttributeProto.newBuilder()
        .setName("then_branch")
        .setG(
            GraphProto.newBuilder()
                .setName("branch")
                .addNode(node("", "Identity", List.of(captured), "copy"))
                .addOutput(value("copy", DataType.FLOAT, 1)))
        .build();
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }
}

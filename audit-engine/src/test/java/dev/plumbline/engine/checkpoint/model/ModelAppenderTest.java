package dev.plumbline.engine.checkpoint.model;

import static dev.plumbline.engine.checkpoint.TestModels.node;
import static dev.plumbline.engine.checkpoint.TestModels.value;
import static dev.plumbline.engine.checkpoint.TestModels.weight;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.plumbline.engine.checkpoint.TestModels;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.model.UnetRuns.Fetched;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModelAppenderTest {

  private static final ValueInfoProto DOUBLED =
      ValueInfoProto.newBuilder().setName("audit/doubled").build();

  @TempDir Path folder;

  @Test
  void addsNodesThatRunWithTheModel() {
    GraphIndex index = GraphIndex.read(TestModels.variant("torchscript"));

    Map<String, Fetched> fetched = UnetRuns.run(index, doubled(), UnetRuns.SMALL);

    float[] output = fetched.get("out_sample").values();
    float[] doubled = fetched.get("audit/doubled").values();
    assertThat(doubled).hasSameSizeAs(output);
    for (int i = 0; i < output.length; i++) {
      assertThat(doubled[i]).isEqualTo(2 * output[i]);
    }
  }

  @Test
  void changesNothingButTheGraph() throws IOException {
    GraphIndex index = GraphIndex.read(TestModels.variant("torchscript"));
    ModelProto before = ModelProto.parseFrom(Files.readAllBytes(index.file()));

    GraphProto extra = doubled().toBuilder().setName("something else").build();
    ModelProto after = ModelProto.parseFrom(ModelAppender.append(index, extra).bytes());

    assertThat(after.getIrVersion()).isEqualTo(before.getIrVersion());
    assertThat(after.getOpsetImportList()).isEqualTo(before.getOpsetImportList());
    assertThat(after.getGraph().getName()).isEqualTo(before.getGraph().getName());
    assertThat(after.getGraph().getInitializerList().stream().map(TensorProto::getName))
        .containsExactlyElementsOf(
            before.getGraph().getInitializerList().stream().map(TensorProto::getName).toList());
    assertThat(after.getGraph().getNodeCount()).isEqualTo(before.getGraph().getNodeCount() + 1);
    assertThat(after.getGraph().getOutputCount()).isEqualTo(2);
  }

  static Stream<GraphProto> collisions() {
    return Stream.of(
        GraphProto.newBuilder().addInput(value("sample", DataType.FLOAT, 1)).build(),
        GraphProto.newBuilder().addInitializer(weight("conv_in.weight", 1)).build(),
        GraphProto.newBuilder().addNode(node("", "Relu", List.of("sample"), "out_sample")).build(),
        GraphProto.newBuilder().addNode(node("/conv_in/Conv", "Relu", List.of("x"), "y")).build(),
        GraphProto.newBuilder()
            .addOutput(ValueInfoProto.newBuilder().setName("out_sample"))
            .build(),
        GraphProto.newBuilder()
            .addNode(node("audit/a", "Relu", List.of("sample"), "audit/x"))
            .addNode(node("audit/b", "Relu", List.of("sample"), "audit/x"))
            .build());
  }

  @ParameterizedTest
  @MethodSource("collisions")
  void refusesNamesThatAreTaken(GraphProto extra) {
    GraphIndex index = GraphIndex.read(TestModels.variant("torchscript"));

    assertThatThrownBy(() -> ModelAppender.append(index, extra))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("would be there twice")
        .hasMessageContaining(index.file().toString());
  }

  @Test
  void refusesAnInstrumentedModel() throws IOException {
    GraphIndex index = GraphIndex.read(TestModels.variant("torchscript"));
    Path saved =
        Files.write(folder.resolve("saved.onnx"), ModelAppender.append(index, doubled()).bytes());

    assertThatThrownBy(() -> ModelAppender.append(GraphIndex.read(saved), doubled()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("'audit/double'")
        .hasMessageContaining("original export");
  }

  @Test
  void namesTheFolderOfExternalData() throws IOException {
    GraphIndex index = GraphIndex.read(TestModels.variant("external-data"));

    assertThat(ModelAppender.append(index, doubled()).externalDataFolder())
        .contains(index.file().toRealPath().getParent());
    GraphIndex embedded = GraphIndex.read(TestModels.variant("torchscript"));
    assertThat(ModelAppender.append(embedded, doubled()).externalDataFolder())
        .contains(embedded.file().toRealPath().getParent());
    GraphIndex weightless =
        TestModels.write(
            folder,
            GraphProto.newBuilder()
                .addInitializer(weight("w", 1))
                .addNode(node("", "Add", List.of("x", "w"), "out_sample")));
    assertThat(ModelAppender.append(weightless, doubled()).externalDataFolder()).isEmpty();
  }

  @Test
  void refusesMissingAndTruncatedExternalData() throws IOException {
    Path source = TestModels.variant("external-data");
    Path model = Files.copy(source, folder.resolve("model.onnx"));
    Path data = folder.resolve("model.onnx_data");
    GraphIndex index = GraphIndex.read(model);

    assertThatThrownBy(() -> ModelAppender.append(index, doubled()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no file " + data);

    byte[] bytes = Files.readAllBytes(source.resolveSibling("model.onnx_data"));
    Files.write(data, Arrays.copyOf(bytes, bytes.length - 1));
    assertThatThrownBy(() -> ModelAppender.append(index, doubled()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(data + " is cut off");
  }

  @Test
  void followsLinksIntoAStoreOfOtherNames() throws IOException {
    // As in a download cache: the folder holds links, the store files named by their hashes.
    Path source = TestModels.variant("external-data");
    Path store = Files.createDirectory(folder.resolve("blobs"));
    Path snapshot = Files.createDirectory(folder.resolve("snapshot"));
    Path model = Files.copy(source, store.resolve("d0c5"));
    Path data = Files.copy(source.resolveSibling("model.onnx_data"), store.resolve("a11e"));
    Path linked = Files.createSymbolicLink(snapshot.resolve("model.onnx"), model);
    Files.createSymbolicLink(snapshot.resolve("model.onnx_data"), data);
    GraphIndex index = GraphIndex.read(linked);

    assertThat(ModelAppender.append(index, doubled()).externalDataFolder())
        .contains(store.toRealPath());
    assertThat(UnetRuns.run(index, doubled(), UnetRuns.SMALL).get("out_sample").values())
        .containsExactly(UnetRuns.plain(GraphIndex.read(source)).values());
  }

  @Test
  void refusesExternalDataOutsideTheModelsFolder() throws IOException {
    ModelProto.Builder model =
        ModelProto.parseFrom(Files.readAllBytes(TestModels.variant("external-data"))).toBuilder();
    model
        .getGraphBuilder()
        .getInitializerBuilder(0)
        .getExternalDataBuilder(0)
        .setValue("../weights.bin");
    assertThat(model.getGraph().getInitializer(0).getExternalData(0).getKey())
        .isEqualTo("location");
    Path file = Files.write(folder.resolve("model.onnx"), model.build().toByteArray());
    Files.copy(
        TestModels.variant("external-data").resolveSibling("model.onnx_data"),
        folder.resolve("model.onnx_data"));

    assertThatThrownBy(() -> ModelAppender.append(GraphIndex.read(file), doubled()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("../weights.bin");
  }

  private static GraphProto doubled() {
    return GraphProto.newBuilder()
        .addNode(node("audit/double", "Add", List.of("out_sample", "out_sample"), "audit/doubled"))
        .addOutput(DOUBLED)
        .build();
  }
}

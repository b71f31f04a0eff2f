package dev.plumbline.engine.checkpoint.model;

import static dev.plumbline.engine.checkpoint.TestModels.node;
import static dev.plumbline.engine.checkpoint.TestModels.weight;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.plumbline.engine.checkpoint.TestModels;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.layers.LayerLocator;
import dev.plumbline.engine.checkpoint.layers.LocatedLayer;
import dev.plumbline.engine.checkpoint.model.UnetRuns.Fetched;
import dev.plumbline.engine.plan.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("heavy")
class EmbeddedWeightsTest {

  @TempDir Path folder;

  /** Every layer of a graph as an output, so that a difference anywhere shows. */
  private static GraphProto layers(GraphIndex index) {
    GraphProto.Builder extra = GraphProto.newBuilder();
    LayerLocator.locate(index).layers().stream()
        .map(LocatedLayer::tensor)
        .filter(tensor -> index.outputs().stream().noneMatch(o -> o.name().equals(tensor)))
        .forEach(tensor -> extra.addOutput(ValueInfoProto.newBuilder().setName(tensor)));
    return extra.build();
  }

  private static Map<String, Fetched> embedded(GraphIndex index) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(Files.readAllBytes(index.file()));
    ModelProto.newBuilder().setGraph(layers(index)).build().writeTo(bytes);
    return UnetRuns.run(
        index, new AppendedModel(bytes.toByteArray(), Optional.empty()), UnetRuns.SMALL);
  }

  private static void runsAs(Map<String, Fetched> expected, GraphIndex index) {
    Map<String, Fetched> fetched = UnetRuns.run(index, layers(index), UnetRuns.SMALL);
    assertThat(fetched.keySet()).isEqualTo(expected.keySet());
    fetched.forEach(
        (name, tensor) ->
            assertThat(Arrays.equals(tensor.values(), expected.get(name).values()))
                .as(name)
                .isTrue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"torchscript", "dynamo", "timestep-int64-batch", "float16"})
  void everyLayerIsBitForBitWhatTheEmbeddedWeightsGive(String variant) throws IOException {
    GraphIndex index = GraphIndex.read(TestModels.variant(variant));

    runsAs(embedded(index), index);
  }

  @Test
  void soItIsThroughASymbolicLinkOfAnotherName() throws IOException {
    Path store = Files.createDirectory(folder.resolve("blobs"));
    Path blob = Files.copy(TestModels.variant("torchscript"), store.resolve("d0c5"));
    Path link =
        Files.createSymbolicLink(
            Files.createDirectory(folder.resolve("snapshot")).resolve("model.onnx"), blob);
    GraphIndex index = GraphIndex.read(link);

    assertThat(ModelAppender.append(index, GraphProto.getDefaultInstance()).externalDataFolder())
        .contains(store.toRealPath());
    runsAs(embedded(GraphIndex.read(blob)), index);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void theWeightsMayLieAtAnyOffset(int shift) throws IOException {
    byte[] model = Files.readAllBytes(TestModels.variant("torchscript"));
    ByteArrayOutputStream shifted = new ByteArrayOutputStream();
    ModelProto.newBuilder().setDocString("x".repeat(shift)).build().writeTo(shifted);
    shifted.write(model);
    Path file = Files.write(folder.resolve("model.onnx"), shifted.toByteArray());

    runsAs(embedded(GraphIndex.read(TestModels.variant("torchscript"))), GraphIndex.read(file));
  }

  /** Half of the weights in the file, half of them beside it. */
  private static ModelProto mixed() throws IOException {
    ModelProto.Builder model =
        ModelProto.parseFrom(Files.readAllBytes(TestModels.variant("external-data"))).toBuilder();
    byte[] data =
        Files.readAllBytes(TestModels.variant("external-data").resolveSibling("model.onnx_data"));
    int tensors = 0;
    for (TensorProto.Builder tensor : model.getGraphBuilder().getInitializerBuilderList()) {
      if (tensor.getExternalDataCount() > 0 && tensors++ % 2 == 0) {
        Map<String, String> entries =
            tensor.getExternalDataList().stream()
                .collect(
                    Collectors.toMap(
                        StringStringEntryProto::getKey, StringStringEntryProto::getValue));
        int offset = Integer.parseInt(entries.get("offset"));
        int end = offset + Integer.parseInt(entries.get("length"));
        tensor
            .clearExternalData()
            .clearDataLocation()
            .setRawData(ByteString.copyFrom(Arrays.copyOfRange(data, offset, end)));
      }
    }
    return model.build();
  }

  @Test
  void aModelMayHaveSomeWeightsInsideAndSomeBeside() throws IOException {
    Path file = Files.write(folder.resolve("model.onnx"), mixed().toByteArray());
    Files.copy(
        TestModels.variant("external-data").resolveSibling("model.onnx_data"),
        folder.resolve("model.onnx_data"));

    runsAs(
        UnetRuns.run(
            GraphIndex.read(TestModels.variant("external-data")),
            layers(GraphIndex.read(TestModels.variant("external-data"))),
            UnetRuns.SMALL),
        GraphIndex.read(file));
  }

  @Test
  void whereTheDataAreLinksIntoAnotherFolderTheModelsOwnStayInside() throws IOException {
    Path file = Files.write(folder.resolve("model.onnx"), mixed().toByteArray());
    Path store = Files.createDirectory(folder.resolve("blobs"));
    Path data =
        Files.copy(
            TestModels.variant("external-data").resolveSibling("model.onnx_data"),
            Files.createDirectory(folder.resolve("elsewhere")).resolve("a11e"));
    Path models = Files.createDirectory(store.resolve("models"));
    Path moved = Files.move(file, models.resolve("model.onnx"));
    Files.createSymbolicLink(models.resolve("model.onnx_data"), data);
    GraphIndex index = GraphIndex.read(moved);

    assertThat(ModelAppender.append(index, GraphProto.getDefaultInstance()).externalDataFolder())
        .contains(data.toRealPath().getParent());
    runsAs(
        UnetRuns.run(
            GraphIndex.read(TestModels.variant("external-data")),
            layers(GraphIndex.read(TestModels.variant("external-data"))),
            UnetRuns.SMALL),
        index);
  }

  @ParameterizedTest
  @FieldSource("dev.plumbline.engine.checkpoint.TestModels#VARIANTS")
  void theReferencesLeadToTheSameBytes(String variant) throws IOException {
    Path file = TestModels.variant(variant);
    byte[] bytes = Files.readAllBytes(file);
    ModelProto before = ModelProto.parseFrom(bytes);

    EmbeddedWeights.Slim slim = EmbeddedWeights.reference(file, Optional.of("the model"));

    ModelProto.Builder after = ModelProto.parseFrom(slim.bytes()).toBuilder();
    int references = 0;
    for (TensorProto.Builder tensor : after.getGraphBuilder().getInitializerBuilderList()) {
      if (tensor.getExternalDataCount() > 0
          && tensor.getExternalData(0).getValue().equals("the model")) {
        int offset = Integer.parseInt(tensor.getExternalData(1).getValue());
        int length = Integer.parseInt(tensor.getExternalData(2).getValue());
        assertThat(length).isGreaterThanOrEqualTo(EmbeddedWeights.SMALLEST_BYTES);
        tensor
            .clearExternalData()
            .clearDataLocation()
            .setRawData(ByteString.copyFrom(bytes, offset, length));
        references++;
      }
    }
    assertThat(after.build()).isEqualTo(before);
    assertThat(slim.references()).isEqualTo(references);
  }

  @Test
  void whatIsSmallOrNotRawStaysInTheModel() throws IOException {
    TensorProto.Builder typed =
        TensorProto.newBuilder()
            .setName("typed")
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .addDims(2000);
    for (int i = 0; i < 2000; i++) {
      typed.addFloatData(i);
    }
    GraphIndex index =
        TestModels.write(
            folder,
            GraphProto.newBuilder()
                .addInitializer(weight("small", 255))
                .addInitializer(weight("large", 256))
                .addInitializer(typed)
                .addNode(node("", "Add", List.of("small", "large"), "y")));

    ModelProto slim =
        ModelProto.parseFrom(EmbeddedWeights.reference(index.file(), Optional.of("model")).bytes());

    assertThat(slim.getGraph().getInitializerList())
        .extracting(TensorProto::getExternalDataCount)
        .containsExactly(0, 3, 0);
    assertThat(slim.getGraph().getInitializer(2)).isEqualTo(typed.build());
  }

  @Test
  void aFileThatWasCutOffMeanwhileIsRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(TestModels.variant("torchscript"));
    Path file = Files.write(folder.resolve("cut.onnx"), Arrays.copyOf(bytes, bytes.length / 2));

    assertThatThrownBy(() -> EmbeddedWeights.reference(file, Optional.of("model")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(file.toString());
  }
}

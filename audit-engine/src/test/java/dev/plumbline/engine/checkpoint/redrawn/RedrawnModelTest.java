package dev.plumbline.engine.checkpoint.redrawn;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.plumbline.engine.checkpoint.TestModels;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.layers.LayerLocation;
import dev.plumbline.engine.checkpoint.layers.LayerLocator;
import dev.plumbline.engine.checkpoint.model.UnetRuns;
import dev.plumbline.engine.checkpoint.redrawn.Redrawing.Parameter;
import dev.plumbline.engine.checkpoint.redrawn.Redrawing.Start;
import dev.plumbline.engine.runtime.OnnxRuntime;
import dev.plumbline.engine.unets.Export;
import dev.plumbline.engine.unets.TinyUnet;
import dev.plumbline.engine.unets.TinyUnets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole U-Nets with redrawn parameters. */
@Tag("heavy")
class RedrawnModelTest {

  @TempDir Path folder;

  private static Path export(String name) {
    return name.equals("reference") ? TestModels.referenceUnet() : TestModels.variant(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reference",
        "torchscript",
        "dynamo",
        "external-data",
        "timestep-int64-batch",
        "float16"
      })
  void everyWeightOfAnExportBeginsAnewAndNothingElseChanges(String name) throws IOException {
    Path original = export(name);
    byte[] before = Files.readAllBytes(original);

    Path redrawn = RedrawnWeights.redraw(original, folder);

    assertParametersBegin(GraphIndex.read(original), redrawn);
    assertSameLayersAllFinite(GraphIndex.read(original), GraphIndex.read(redrawn));
    assertThat(Files.readAllBytes(original)).isEqualTo(before);
  }

  /**
   * 46 layers of 2 normalisations a resnet and 4 an attention, and so on: what the topology has.
   */
  @ParameterizedTest
  @ValueSource(strings = {"reference", "torchscript", "dynamo", "float16"})
  void noWeightIsOverlooked(String name) {
    GraphIndex index = GraphIndex.read(export(name));

    Set<String> found =
        Redrawing.of(index).parameters().stream().map(Parameter::value).collect(Collectors.toSet());

    // what stays: single numbers, sizes, and the frequencies of the timestep's embedding
    assertThat(index.initializers())
        .filteredOn(tensor -> !found.contains(tensor.name()))
        .allSatisfy(
            tensor ->
                assertThat(tensor.dims().stream().reduce(1L, Math::multiplyExact))
                    .as(tensor.name())
                    .isLessThanOrEqualTo(4));
  }

  private static void assertParametersBegin(GraphIndex original, Path redrawn) throws IOException {
    Map<String, double[]> values = RedrawnWeights.of(redrawn);
    List<Parameter> parameters = Redrawing.of(original).parameters();
    assertThat(parameters).extracting(Parameter::start).contains(Start.values());
    for (Parameter parameter : parameters) {
      double[] numbers = values.get(parameter.value());
      assertThat(numbers).as(parameter.value()).hasSize((int) parameter.elements());
      switch (parameter.start()) {
        case ONE -> assertThat(numbers).as(parameter.value()).containsOnly(1);
        case ZERO -> assertThat(numbers).as(parameter.value()).containsOnly(0);
        case DRAWN -> assertNormal(parameter, numbers);
      }
    }
  }

  /** Within five standard errors of mean and variance. */
  static void assertNormal(Parameter parameter, double[] numbers) {
    int n = numbers.length;
    double sigma = parameter.deviation();
    double mean = Arrays.stream(numbers).sum() / n;
    double variance = Arrays.stream(numbers).map(x -> x * x).sum() / n;
    assertThat(Math.abs(mean)).as("mean of " + parameter).isLessThan(5 * sigma / Math.sqrt(n));
    assertThat(Math.abs(variance / (sigma * sigma) - 1))
        .as("variance of " + parameter)
        .isLessThan(5 * Math.sqrt(2.0 / n) + 1e-3);
  }

  private static void assertSameLayersAllFinite(GraphIndex original, GraphIndex redrawn) {
    LayerLocation expected = LayerLocator.locate(original);
    LayerLocation location = LayerLocator.locate(redrawn);
    assertThat(location.layers()).isEqualTo(expected.layers());
    assertThat(location.refused()).isEmpty();
    assertThat(location.rule()).isEqualTo(expected.rule());
    UnetRuns.withLayers(redrawn, location.layers(), UnetRuns.SMALL)
        .forEach(
            (tensor, fetched) -> {
              double sum = 0;
              for (float value : fetched.values()) {
                sum += Math.abs(value);
              }
              assertThat(sum).as(tensor).isPositive().isFinite();
            });
  }

  @ParameterizedTest
  @CsvSource({
    "sd1, false, 14",
    "sd1, true, 18",
    "sd2, false, 17",
    "sdxl, true, 17",
    "lcm, false, 14"
  })
  void otherUnetsAreRedrawnToo(String kind, boolean dynamo, int opset) throws IOException {
    Map<String, TinyUnet> unets =
        Map.of(
            "sd1", TinyUnet.sd1(),
            "sd2", TinyUnet.sd2(),
            "sdxl", TinyUnet.sdxl(),
            "lcm", TinyUnet.lcm());
    Path original =
        TinyUnets.write(
            folder.resolve("original/model.onnx"),
            unets.get(kind),
            dynamo ? Export.dynamo(opset) : Export.torchScript(opset));

    Path redrawn = RedrawnWeights.redraw(original, folder.resolve("redrawn"));

    assertParametersBegin(GraphIndex.read(original), redrawn);
    LayerLocation location = LayerLocator.locate(GraphIndex.read(redrawn));
    assertThat(location.layers())
        .isEqualTo(LayerLocator.locate(GraphIndex.read(original)).layers());
    // every weight that is called one is found, and no normalisation is taken for a weight
    assertThat(Redrawing.of(GraphIndex.read(original)).parameters())
        .filteredOn(parameter -> parameter.value().contains("norm"))
        .isNotEmpty()
        .noneMatch(parameter -> parameter.start() == Start.DRAWN);
  }

  @ParameterizedTest
  @CsvSource({"torchscript, BASIC_OPT", "torchscript, EXTENDED_OPT", "dynamo, EXTENDED_OPT"})
  void optimisedGraphsAreRedrawnToo(String name, OptLevel level) throws Exception {
    Path optimised = folder.resolve("optimised.onnx");
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(level);
      options.setOptimizedModelFilePath(optimised.toString());
      OnnxRuntime.environment().createSession(export(name).toString(), options).close();
    }

    Path redrawn = RedrawnWeights.redraw(optimised, folder.resolve("redrawn"));

    assertParametersBegin(GraphIndex.read(optimised), redrawn);
    assertSameLayersAllFinite(GraphIndex.read(optimised), GraphIndex.read(redrawn));
  }

  @Test
  void theSameNumbersComeInEveryOrder() throws IOException {
    Map<String, Integer> asked = new HashMap<>();
    Normals counting =
        (name, count) -> {
          synchronized (asked) {
            asked.merge(name, 1, Integer::sum);
          }
          return RedrawnWeights.NORMALS.draw(name, count);
        };
    Redrawing redrawing = Redrawing.of(GraphIndex.read(TestModels.referenceUnet()));
    Redrawing backwards =
        new Redrawing(
            redrawing.index(),
            redrawing.parameters().stream()
                .sorted((a, b) -> b.value().compareTo(a.value()))
                .toList());

    Path one =
        RedrawnModel.write(redrawing, Files.createDirectory(folder.resolve("one")), counting);
    Path other =
        RedrawnModel.write(
            backwards, Files.createDirectory(folder.resolve("other")), RedrawnWeights.NORMALS);

    assertThat(asked.values()).containsOnly(1);
    Map<String, double[]> theirs = RedrawnWeights.of(other);
    RedrawnWeights.of(one)
        .forEach((name, numbers) -> assertThat(theirs.get(name)).as(name).isEqualTo(numbers));
  }

  @Test
  void memoryDoesNotGrowWithAWeight() throws IOException {
    Parameter large =
        new Parameter("large", List.of(1500L, 1000L), DataType.FLOAT16, Start.DRAWN, 1000);
    int[] most = {0};
    try (WeightsFile file =
        WeightsFile.create(
            folder.resolve("weights.bin"),
            folder,
            (name, count) -> {
              synchronized (most) {
                most[0] = Math.max(most[0], count);
              }
              return RedrawnWeights.NORMALS.draw(name, count);
            })) {
      file.draw(large);
    }

    assertThat(most[0]).isLessThan(1 << 19);
    assertThat(Files.size(folder.resolve("weights.bin"))).isEqualTo(2 * 1_500_000);
  }

  @Test
  void aGraphWithOtherWeightsHasTheSameControlAndAnotherGraphHasNot() {
    Redrawing torchscript = Redrawing.of(GraphIndex.read(TestModels.variant("torchscript")));
    Redrawing external = Redrawing.of(GraphIndex.read(TestModels.variant("external-data")));
    Redrawing dynamo = Redrawing.of(GraphIndex.read(TestModels.variant("dynamo")));

    assertThat(torchscript.isOfTheSameGraph(external)).isTrue();
    assertThat(torchscript.isOfTheSameGraph(dynamo)).isFalse();
  }
}

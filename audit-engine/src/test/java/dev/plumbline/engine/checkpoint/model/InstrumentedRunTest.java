package dev.plumbline.engine.checkpoint.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.plumbline.engine.checkpoint.TestModels;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.layers.ExpectedLayers;
import dev.plumbline.engine.checkpoint.layers.LayerLocation;
import dev.plumbline.engine.checkpoint.layers.LayerLocator;
import dev.plumbline.engine.checkpoint.layers.LocatedLayer;
import dev.plumbline.engine.checkpoint.model.UnetRuns.Fetched;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.runtime.OnnxRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Locates layers, appends them as outputs and runs the result in ONNX Runtime. */
@Tag("heavy")
class InstrumentedRunTest {

  /** What the unoptimised variants hold, so that each of them is run once. */
  private static final Map<String, Map<String, Fetched>> ORIGINALS = new HashMap<>();

  @TempDir Path folder;

  @Test
  void layersOfTheReferenceUnetHaveTheExpectedShapes() throws IOException {
    GraphIndex index = GraphIndex.read(TestModels.referenceUnet());
    LayerLocation location = LayerLocator.locate(index);
    Map<String, Fetched> fetched = UnetRuns.withLayers(index, location.layers(), 32);

    Map<String, ExpectedLayers.Shape> expected = ExpectedLayers.shapes();
    assertThat(location.layers())
        .extracting(layer -> layer.layer().path())
        .containsExactlyElementsOf(expected.keySet());
    for (LocatedLayer layer : location.layers()) {
      ExpectedLayers.Shape shape = expected.get(layer.layer().path());
      assertThat(fetched.get(layer.tensor()).shape())
          .as(layer.toString())
          .containsExactly(1, shape.channels(), shape.grid(), shape.grid());
    }
  }

  @ParameterizedTest
  @FieldSource("dev.plumbline.engine.checkpoint.TestModels#VARIANTS")
  void theModelsOwnOutputIsTheSameBitForBit(String variant) {
    GraphIndex index = GraphIndex.read(TestModels.variant(variant));
    List<LocatedLayer> layers = LayerLocator.locate(index).layers();

    assertThat(UnetRuns.withLayers(index, layers, UnetRuns.SMALL).get("out_sample").values())
        .containsExactly(UnetRuns.plain(index).values());
  }

  /** All variants are one network, so a layer holds the same values whatever the exporter. */
  @ParameterizedTest
  @CsvSource({"dynamo, 1e-4", "external-data, 0", "timestep-int64-batch, 1e-4", "float16, 2e-2"})
  void layersHoldTheSameValuesInEveryExport(String variant, float tolerance) {
    assertSameValues(originalValues("torchscript"), originalValues(variant), tolerance);
  }

  @ParameterizedTest
  @CsvSource({
    "torchscript, BASIC_OPT",
    "torchscript, EXTENDED_OPT",
    "dynamo, BASIC_OPT",
    "dynamo, EXTENDED_OPT",
    "float16, BASIC_OPT",
    "float16, EXTENDED_OPT"
  })
  void optimisedGraphsStillHaveAllLayersWithTheSameValues(String variant, OptLevel level)
      throws OrtException {
    GraphIndex optimised = optimise(GraphIndex.read(TestModels.variant(variant)), level);

    assertThat(LayerLocator.locate(optimised).refused()).isEmpty();
    assertSameValues(
        originalValues(variant), layerValues(optimised), variant.equals("float16") ? 2e-2f : 1e-4f);
  }

  @ParameterizedTest
  @ValueSource(strings = {"torchscript", "dynamo"})
  void fullyOptimisedGraphsAreRefused(String variant) throws OrtException {
    GraphIndex optimised = optimise(GraphIndex.read(TestModels.variant(variant)), OptLevel.ALL_OPT);
    // Which layout the runtime chooses depends on the processor.
    assumeTrue(
        optimised.nodes().stream().anyMatch(node -> node.domain().equals("com.microsoft.nchwc")),
        "this processor has no blocked layout");

    assertThatThrownBy(() -> LayerLocator.locate(optimised))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("unoptimised export");
  }

  private GraphIndex optimise(GraphIndex index, OptLevel level) throws OrtException {
    Path optimised = folder.resolve("optimised.onnx");
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(level);
      options.setOptimizedModelFilePath(optimised.toString());
      OnnxRuntime.environment().createSession(index.file().toString(), options).close();
    }
    return GraphIndex.read(optimised);
  }

  private static Map<String, Fetched> originalValues(String variant) {
    return ORIGINALS.computeIfAbsent(
        variant, name -> layerValues(GraphIndex.read(TestModels.variant(name))));
  }

  private static Map<String, Fetched> layerValues(GraphIndex index) {
    List<LocatedLayer> layers = LayerLocator.locate(index).layers();
    Map<String, Fetched> byTensor = UnetRuns.withLayers(index, layers, UnetRuns.SMALL);
    Map<String, Fetched> byLayer = new LinkedHashMap<>();
    layers.forEach(layer -> byLayer.put(layer.layer().path(), byTensor.get(layer.tensor())));
    return byLayer;
  }

  private static void assertSameValues(
      Map<String, Fetched> expected, Map<String, Fetched> actual, float tolerance) {
    assertThat(expected).hasSize(46);
    assertThat(List.copyOf(actual.keySet())).isEqualTo(List.copyOf(expected.keySet()));
    expected.forEach(
        (layer, values) -> {
          Fetched other = actual.get(layer);
          assertThat(other.shape()).as(layer).containsExactly(values.shape());
          float largest = 0;
          float difference = 0;
          for (int i = 0; i < values.values().length; i++) {
            largest = Math.max(largest, Math.abs(values.values()[i]));
            difference = Math.max(difference, Math.abs(values.values()[i] - other.values()[i]));
          }
          assertThat(largest).as(layer).isPositive();
          assertThat(difference / largest).as(layer).isLessThanOrEqualTo(tolerance);
        });
  }
}

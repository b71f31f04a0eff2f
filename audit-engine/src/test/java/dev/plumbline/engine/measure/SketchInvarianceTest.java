package dev.plumbline.engine.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.LayerSketch;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.PositionProbe;
import dev.plumbline.api.TokenGroupSimilarity;
import dev.plumbline.engine.measure.results.CheckpointResults;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.RunOptions;
import dev.plumbline.engine.plan.SomeOptions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How a run is carried out must not show in its sketches: the signs belong to images. */
@Tag("heavy")
class SketchInvarianceTest {

  private static final int IMAGES = 31;
  private static final List<LayerName> LAYERS =
      List.of(
          new LayerName("conv_in"),
          new LayerName("mid_block.attentions.0"),
          new LayerName("conv_out"));

  private static LayerSketch[] sketches(
      Inputs inputs, int batch, Set<Class<? extends Measurement>> others) {
    RunOptions options = SomeOptions.cpu(2).withBatch(batch);
    CheckpointPlan plan = CheckpointPlan.empty(Vectors.referenceCheckpoint());
    for (LayerName layer : LAYERS) {
      plan.add(50, layer, Set.of(LayerSketch.class));
      plan.add(50, layer, others);
    }
    CheckpointResults results =
        Vectors.measurer(inputs, Vectors.builtIn(), options, new Heard()).measure(plan);
    return LAYERS.stream()
        .map(layer -> results.measurement(50, layer, LayerSketch.class))
        .toArray(LayerSketch[]::new);
  }

  private static void assertSame(LayerSketch[] sketches, LayerSketch[] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(sketches[i].images()).hasSize(IMAGES);
      LayerSketch compared = sketches[i].against(expected[i]);
      assertThat(compared.relativeChange().orElseThrow().sampleSize()).isEqualTo(IMAGES);
      assertThat(compared.relativeChange().orElseThrow().value().orElseThrow())
          .as(LAYERS.get(i).path())
          .isLessThan(1e-5);
    }
  }

  @Test
  void batchesFoldsAndOtherMeasurementsDoNotShow() {
    Inputs inputs = Vectors.referenceInputs();
    LayerSketch[] expected = sketches(inputs, 1, Set.of());

    assertSame(sketches(inputs, 3, Set.of()), expected);
    assertSame(
        sketches(inputs.withFolds(3), 2, Set.of(PositionProbe.class, TokenGroupSimilarity.class)),
        expected);
    LayerSketch[] otherSigns = sketches(inputs.withSeed(43), 1, Set.of());
    for (int i = 0; i < expected.length; i++) { // it is the signs that are compared above
      assertThat(
              otherSigns[i]
                  .against(expected[i])
                  .relativeChange()
                  .orElseThrow()
                  .value()
                  .orElseThrow())
          .isGreaterThan(0.5);
    }
  }
}

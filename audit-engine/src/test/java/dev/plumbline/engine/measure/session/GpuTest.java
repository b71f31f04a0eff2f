package dev.plumbline.engine.measure.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.api.FiniteActivations;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.Metric;
import dev.plumbline.api.TokenGroupSimilarity;
import dev.plumbline.api.TokenNorms;
import dev.plumbline.engine.measure.Heard;
import dev.plumbline.engine.measure.Measurer;
import dev.plumbline.engine.measure.MeasuringSettings;
import dev.plumbline.engine.measure.Vectors;
import dev.plumbline.engine.measure.results.CheckpointResults;
import dev.plumbline.engine.measure.results.RunListener;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.SomeOptions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** Figures of a GPU are those of the CPU; only with -Pcuda on a machine that has one. */
@EnabledIf(value = "gpuIsThere", disabledReason = "needs a GPU, and -Pcuda")
class GpuTest {

  private static final List<LayerName> LAYERS =
      List.of(
          new LayerName("conv_in"),
          new LayerName("mid_block.attentions.0"),
          new LayerName("up_blocks.1.upsamplers.0"));

  private static final List<Class<? extends Measurement>> TYPES =
      List.of(TokenNorms.class, TokenGroupSimilarity.class, FiniteActivations.class);

  static boolean gpuIsThere() {
    return Cuda.isBuilt() && Gpus.list().isPresent();
  }

  @Test
  void figuresAreThoseOfTheCpu() {
    Heard heard = new Heard();
    CheckpointResults cpu = measure(Device.CPU, heard);
    CheckpointResults gpu = measure(new Device(Device.Kind.CUDA, 0), heard);

    assertThat(heard.environment).containsEntry("device", "cuda:0").containsKey("gpus");
    for (LayerName layer : LAYERS) {
      for (Class<? extends Measurement> type : TYPES) {
        List<Metric> expected = cpu.measurement(50, layer, type).metrics();
        List<Metric> actual = gpu.measurement(50, layer, type).metrics();
        for (int i = 0; i < expected.size(); i++) {
          String what = layer + " " + expected.get(i).name();
          assertThat(actual.get(i).value().isPresent())
              .as(what)
              .isEqualTo(expected.get(i).value().isPresent());
          if (expected.get(i).value().isPresent()) {
            double value = expected.get(i).value().getAsDouble();
            assertThat(actual.get(i).value().getAsDouble())
                .as(what)
                .isCloseTo(value, within(1e-3 * Math.max(1, Math.abs(value))));
          }
        }
      }
    }
  }

  private static CheckpointResults measure(Device device, RunListener listener) {
    CheckpointPlan plan = CheckpointPlan.empty(Vectors.referenceCheckpoint());
    LAYERS.forEach(layer -> plan.add(50, layer, Set.copyOf(TYPES)));
    try (Measurer measurer =
        new Measurer(
            MeasuringSettings.of(Vectors.referenceInputs(), SomeOptions.on(device, 2)),
            Vectors.builtIn(),
            listener)) {
      return measurer.measure(plan);
    }
  }
}

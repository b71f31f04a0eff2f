package dev.plumbline.engine.measure.kept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.api.FiniteActivations;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.Metric;
import dev.plumbline.api.PositionProbe;
import dev.plumbline.api.TokenGroupSimilarity;
import dev.plumbline.api.TokenNorms;
import dev.plumbline.api.report.Exploration;
import dev.plumbline.engine.input.files.NumpyArray;
import dev.plumbline.engine.measure.Measurer;
import dev.plumbline.engine.measure.MeasuringSettings;
import dev.plumbline.engine.measure.Vectors;
import dev.plumbline.engine.measure.results.CheckpointResults;
import dev.plumbline.engine.measure.results.RunListener;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.Dump;
import dev.plumbline.engine.plan.Explorer;
import dev.plumbline.engine.plan.Glob;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.RunOptions;
import dev.plumbline.engine.plan.SomeOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("heavy")
class ExplorerCollectorTest {

  private static final LayerName ATTENTION = new LayerName("mid_block.attentions.0");
  private static final LayerName FIRST = new LayerName("conv_in");
  private static final long PLENTY = 24_000_000;

  @TempDir Path folder;
  private final List<Exploration> explored = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  private CheckpointResults measure(Explorer explorer, Optional<Dump> dump, int batch) {
    Device cpu = new Device(Device.Kind.CPU, 0);
    return measure(explorer, dump, SomeOptions.on(cpu, 2).withBatch(batch));
  }

  private CheckpointResults measure(Explorer explorer, Optional<Dump> dump, RunOptions options) {
    return measure(explorer, dump, options, plan());
  }

  private CheckpointResults measure(
      Explorer explorer, Optional<Dump> dump, RunOptions options, CheckpointPlan plan) {
    RunListener listener =
        new RunListener() {
          @Override
          public void line(String text) {}

          @Override
          public void warning(String about, String text) {
            warnings.add(about + ": " + text);
          }

          @Override
          public void environment(String name, String value) {}

          @Override
          public void explored(Exploration exploration) {
            explored.add(exploration);
          }
        };
    Inputs all = Vectors.referenceInputs();
    Inputs six = all.withSamples(6);
    return new Measurer(
            MeasuringSettings.of(six, options).withDump(dump).withExplorer(explorer),
            Vectors.builtIn(),
            listener)
        .measure(plan);
  }

  private static CheckpointPlan plan() {
    CheckpointPlan plan = CheckpointPlan.empty(Vectors.referenceCheckpoint());
    plan.add(50, FIRST, Set.of(PositionProbe.class, TokenNorms.class, TokenGroupSimilarity.class));
    plan.add(50, ATTENTION, Set.of(FiniteActivations.class));
    plan.add(500, ATTENTION, Set.of(FiniteActivations.class));
    return plan;
  }

  private Exploration exploration() {
    assertThat(explored).hasSize(1);
    return explored.get(0);
  }

  @Test
  void representationsAreTheLayersOutputsInHalfPrecision() {
    measure(new Explorer(3, List.of(), PLENTY), Optional.of(new Dump(folder, 10_000_000_000L)), 4);

    assertThat(exploration().checkpoint()).isEqualTo("reference-unet");
    assertThat(exploration().notes()).isEmpty();
    assertThat(exploration().images())
        .extracting(Exploration.Image::name)
        .containsExactly("9", "10", "19"); // the first rows of the dump
    assertThat(exploration().images()).allMatch(image -> image.photograph().isEmpty());
    assertThat(exploration().representations())
        .extracting(one -> one.layer() + " " + one.timestep())
        .containsExactly("conv_in 50", "mid_block.attentions[0] 50", "mid_block.attentions[0] 500");
    for (Exploration.Representation one : exploration().representations()) {
      NumpyArray dumped =
          NumpyArray.read(
              folder.resolve(
                  "reference-unet/" + one.layer().path() + "/t" + one.timestep() + ".npy"));
      long[] shape = dumped.shape();
      assertThat(new long[] {one.channels(), one.height(), one.width()})
          .containsExactly(Arrays.copyOfRange(shape, 1, 4));
      int size = one.channels() * one.height() * one.width();
      for (int image = 0; image < one.images().size(); image++) {
        assertThat(one.images().get(image).size()).isEqualTo(size);
        for (int i = 0; i < size; i++) {
          double value = dumped.data()[image * size + i];
          assertThat(one.images().get(image).value(i))
              .isCloseTo(value, within(Math.abs(value) * 0x1p-11 + 1e-9));
        }
      }
    }
  }

  @Test
  void whatIsMeasuredDoesNotDependOnIt() {
    CheckpointResults with = measure(new Explorer(3, List.of(), PLENTY), Optional.empty(), 1);
    CheckpointResults without = measure(Explorer.OFF, Optional.empty(), 1);

    assertThat(explored).hasSize(1);
    for (var type : List.of(PositionProbe.class, TokenNorms.class, TokenGroupSimilarity.class)) {
      assertThat(with.measurement(50, FIRST, type).metrics())
          .isNotEmpty()
          .extracting(Metric::name, Metric::value)
          .containsExactlyElementsOf(
              without.measurement(50, FIRST, type).metrics().stream()
                  .map(metric -> tuple(metric.name(), metric.value()))
                  .toList());
    }
  }

  @Test
  void timestepsOnSeveralDevicesAreCollectedAsOnOne() {
    Explorer explorer = new Explorer(4, List.of(), 95_000);
    Device cpu = new Device(Device.Kind.CPU, 0);
    RunOptions one = SomeOptions.on(cpu, 1).withBatch(1);
    CheckpointPlan plan = plan();
    plan.add(
        500, FIRST, Set.of(FiniteActivations.class)); // as audits do: the same at all timesteps
    measure(explorer, Optional.empty(), one, plan);
    measure(explorer, Optional.empty(), one.on(List.of(cpu, cpu)), plan);

    assertThat(explored).hasSize(2);
    assertThat(explored.get(1).notes()).isEqualTo(explored.get(0).notes());
    assertThat(explored.get(1).images()).isEqualTo(explored.get(0).images());
    assertThat(explored.get(1).representations())
        .usingRecursiveComparison()
        .isEqualTo(explored.get(0).representations());
  }

  @Test
  void whatDoesNotFitIsSaid() {
    // conv_in has 16·32·32 values: 43.7 kB an image
    measure(new Explorer(4, List.of(), 95_000), Optional.empty(), 1);

    assertThat(exploration().images()).hasSize(2);
    assertThat(exploration().representations())
        .extracting(one -> one.layer() + " " + one.timestep())
        .containsExactly("conv_in 50", "mid_block.attentions[0] 50");
    assertThat(exploration().notes())
        .containsExactly(
            "2 images in place of 4, so that the outputs of more blocks fit into 0.1 MB.",
            "Left out, since it would be more than 0.1 MB: mid_block.attentions[0] (t=500)."
                + " audit.explorer.layers says which layers are wanted, audit.explorer.limit how"
                + " many megabytes.");
    assertThat(warnings).isEmpty();
  }

  @Test
  void nothingToExploreIsAWarning() {
    measure(new Explorer(4, List.of(Glob.ofLayer("up_blocks.**")), PLENTY), Optional.empty(), 1);
    measure(new Explorer(4, List.of(), 1000), Optional.empty(), 1);

    assertThat(explored).isEmpty();
    assertThat(warnings)
        .containsExactly(
            "reference-unet: It is not in the explorer: audit.explorer.layers matches none of the"
                + " layers that are measured.",
            "reference-unet: It is not in the explorer: no representation fits into its part of"
                + " audit.explorer.limit, 0.0 MB.");
  }

  @Test
  void largeAndSmallNumbersFitIntoHalves() {
    for (float scale : new float[] {1e30f, 1e6f, 1, 1e-20f, 1e-40f}) {
      float[] values = {
        3 * scale, -2.7f * scale, 0.001f * scale, 0, Float.NaN, Float.NEGATIVE_INFINITY
      };
      var halves = ExplorerCollector.halves(java.nio.FloatBuffer.wrap(values));
      for (int i = 0; i < 4; i++) {
        assertThat(halves.value(i)).isCloseTo(values[i], within(Math.abs(values[i]) * 0x1p-11));
      }
      assertThat(halves.value(4)).isNaN();
      assertThat(halves.value(5)).isNegative().isInfinite();
    }
  }
}

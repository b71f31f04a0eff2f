package dev.plumbline.engine.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.api.FiniteActivations;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.PositionProbe;
import dev.plumbline.api.TokenGroupSimilarity;
import dev.plumbline.api.TokenNorms;
import dev.plumbline.api.spi.ImageFigures;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.measure.probe.softmax.Steps;
import dev.plumbline.engine.measure.results.CheckpointResults;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.plan.Device;
import dev.plumbline.engine.plan.Dump;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.ProbeOptions;
import dev.plumbline.engine.plan.RunOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Adding a batch while the next one is computed, as on a GPU, must not show in any figure. */
@Tag("heavy")
@Timeout(300)
class OverlapTest {

  private static final LayerName FIRST = new LayerName("conv_in");
  private static final LayerName ATTENTION = new LayerName("mid_block.attentions.0");
  private static final LayerName LAST = new LayerName("up_blocks.1.upsamplers.0");
  private static final List<Class<? extends Measurement>> TYPES =
      List.of(
          PositionProbe.class,
          TokenGroupSimilarity.class,
          TokenNorms.class,
          FiniteActivations.class);
  private static final int IMAGES = 11;

  @TempDir Path folder;

  private Measurer measurer(boolean overlap, int batch, int folds, Consumer<ImageFigures> onImage) {
    Inputs all = Vectors.referenceInputs();
    Inputs inputs = all.withSamples(IMAGES).withFolds(folds);
    Map<Class<? extends Measurement>, MeasurementProvider<?>> providers = Vectors.builtIn();
    providers.put(Steps.Nothing.class, new Steps(() -> {}, onImage));
    RunOptions options =
        new RunOptions(
            List.of(Device.CPU),
            2,
            OptionalInt.of(batch),
            OptionalLong.empty(),
            ProbeOptions.LDA,
            Optional.of(overlap),
            Optional.empty());
    Optional<Dump> dump = Optional.of(new Dump(folder.resolve(folder(overlap)), 1_000_000_000));
    return new Measurer(
        MeasuringSettings.of(inputs, options).withDump(dump), providers, new Heard());
  }

  private static String folder(boolean overlap) {
    return overlap ? "overlapping" : "one after another";
  }

  private static CheckpointPlan plan() {
    CheckpointPlan plan = CheckpointPlan.empty(Vectors.referenceCheckpoint());
    Set<Class<? extends Measurement>> types = new LinkedHashSet<>();
    types.add(Steps.Nothing.class); // it delays the others of its layer
    types.addAll(TYPES);
    for (LayerName layer : List.of(FIRST, ATTENTION, LAST)) {
      plan.add(50, layer, types);
    }
    return plan;
  }

  private static void sleep(ImageFigures image) {
    try {
      TimeUnit.MILLISECONDS.sleep(40);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Adding is slower than a run, so that the next one has always written before it is done. */
  @ParameterizedTest
  @CsvSource({"1,1", "4,1", "4,3"})
  void figuresAreTheSame(int batch, int folds) throws IOException {
    CheckpointResults expected = measurer(false, batch, folds, image -> {}).measure(plan());
    CheckpointResults actual = measurer(true, batch, folds, OverlapTest::sleep).measure(plan());

    for (LayerName layer : List.of(FIRST, ATTENTION, LAST)) {
      for (Class<? extends Measurement> type : TYPES) {
        assertThat(actual.measurement(50, layer, type).metrics())
            .as(layer + " " + type.getSimpleName())
            .isNotEmpty()
            .isEqualTo(expected.measurement(50, layer, type).metrics());
      }
      String dumped = "reference-unet/" + layer.path() + "/t50.npy";
      assertThat(Files.readAllBytes(folder.resolve(folder(true)).resolve(dumped)))
          .isEqualTo(Files.readAllBytes(folder.resolve(folder(false)).resolve(dumped)));
    }
  }

  @Test
  void onlyWithOverlapAnotherThreadAdds() {
    Set<String> threads = ConcurrentHashMap.newKeySet();
    Consumer<ImageFigures> note = image -> threads.add(Thread.currentThread().getName());

    measurer(false, 4, 1, note).measure(plan());
    assertThat(threads).containsExactly("measuring on cpu");

    threads.clear();
    measurer(true, 4, 1, note).measure(plan());
    assertThat(threads).isNotEmpty().doesNotContain("measuring on cpu");
  }

  @Test
  void whatALayerThrowsFailsThatLayer() {
    CheckpointResults results =
        measurer(
                true,
                2,
                1,
                image -> {
                  if (image.shape().layer().equals(ATTENTION)) {
                    throw new IllegalStateException("not this one");
                  }
                })
            .measure(plan());

    assertThat(results.measurement(50, FIRST, Steps.Nothing.class)).isNotNull();
    assertThat(results.measurement(50, ATTENTION, TokenNorms.class)).isNotNull();
    assertThatThrownBy(() -> results.measurement(50, ATTENTION, Steps.Nothing.class))
        .hasMessageContaining("not this one");
  }

  @Test
  void anErrorEndsMeasuring() {
    Measurer measurer =
        measurer(
            true,
            2,
            1,
            image -> {
              throw new AssertionError("planted");
            });

    assertThatThrownBy(() -> measurer.measure(plan()))
        .isInstanceOf(AssertionError.class)
        .hasMessage("planted");
  }
}

package dev.plumbline.engine.measure.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.api.LayerName;
import dev.plumbline.engine.checkpoint.graph.Initializer;
import dev.plumbline.engine.checkpoint.graph.LoadedConstants;
import dev.plumbline.engine.checkpoint.layers.LayerLocator;
import dev.plumbline.engine.measure.source.CheckpointOnDisk;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryEstimateTest {

  @TempDir Path folder;

  private static Path variant(String name) {
    try {
      return Path.of(
          MemoryEstimateTest.class.getResource("/variants/" + name + "/model.onnx").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private MemoryEstimate estimate(String variant, String config, int size, boolean cpu) {
    return estimate(variant, config, size, cpu, 1);
  }

  private MemoryEstimate estimate(String variant, String config, int size, boolean cpu, int folds) {
    try {
      Files.copy(
          variant(variant), folder.resolve("model.onnx"), StandardCopyOption.REPLACE_EXISTING);
      Files.writeString(folder.resolve("config.json"), config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    CheckpointOnDisk files = CheckpointOnDisk.read(CheckpointSpec.of("tiny", folder));
    List<LayerName> layers = LayerLocator.locate(files.index()).names();
    MeasuredData measured = new MeasuredData(layers, List.of(), 1, List.of(), 0);
    return new MemoryEstimate(
        files, layers, measured, new EstimatedRun(size, size, cpu, folds, false));
  }

  private long attention(String config, int size) {
    // The scores grow with the fourth power of the size, all else with the square at most.
    long one = estimate("torchscript", config, size, true).bytes(1);
    long none = estimate("torchscript", "{\"attention_head_dim\": 0}", size, true).bytes(1);
    return one - none;
  }

  @Test
  void attentionTakesItsScoresTwiceAndAQuarterMore() {
    long scores = 4096L * 4096 * Float.BYTES;

    assertThat(attention("{}", 64)).isEqualTo(5 * 8 * scores / 2);
    assertThat(attention("{\"attention_head_dim\": 5}", 64)).isEqualTo(5 * 5 * scores / 2);
    assertThat(attention("{\"attention_head_dim\": [5, 10, 20, 20]}", 64))
        .isEqualTo(5 * 5 * scores / 2);
    assertThat(attention("{\"attention_head_dim\": 64, \"num_attention_heads\": 2}", 64))
        .isEqualTo(5 * 2 * scores / 2);
    assertThat(attention("{\"num_attention_heads\": null, \"attention_head_dim\": 5}", 64))
        .isEqualTo(5 * 5 * scores / 2);
  }

  @Test
  void whereTheWidestLevelHasFewHeadsAnotherOneCounts() {
    long scores = 1024L * 1024 * Float.BYTES;

    assertThat(attention("{\"attention_head_dim\": [1, 32, 1, 1]}", 64))
        .isEqualTo(5 * 32 * scores / 2);
  }

  @Test
  void halfPrecisionTakesFourTimesItsSizeOnTheCpu() {
    long onCpu = estimate("float16", "{}", 0, true).bytes(1);
    long onGpu = estimate("float16", "{}", 0, false).bytes(1);
    long weights =
        LoadedConstants.of(
                CheckpointOnDisk.read(CheckpointSpec.of("tiny", variant("float16"))).index())
            .stream()
            .filter(tensor -> tensor.elementType().name().equals("FLOAT16"))
            .mapToLong(Initializer::elements)
            .sum();

    assertThat(weights).isPositive();
    assertThat(onCpu - onGpu).isEqualTo((2 * Float.BYTES - Short.BYTES) * weights);
  }

  /** Of a U-Net with 1000 channels everywhere, so that its sums outweigh all else. */
  private MemoryEstimate ofFolds(int folds) {
    return estimate(
        "torchscript", "{\"block_out_channels\": [1000, 1000, 1000, 1000]}", 16, true, folds);
  }

  @Test
  void everyFoldHasSumsOfItsOwn() {
    long sums = 46L * 1000 * 1000 * Double.BYTES / 2; // they are symmetric

    assertThat(ofFolds(2).bytes(1) - ofFolds(1).bytes(1)).isEqualTo(3 * sums);
    assertThat(ofFolds(6).bytes(1) - ofFolds(2).bytes(1)).isEqualTo(4 * sums);
    assertThat(ofFolds(6).heap(1) - ofFolds(2).heap(1)).isEqualTo(4 * sums);
    assertThat(ofFolds(1).parts()).doesNotContain("folds");
    assertThat(ofFolds(5).parts()).endsWith(", sums of 5 folds 1.5 GB");
    assertThatThrownBy(
            () ->
                new BatchChooser(OptionalLong.of(2_000_000_000L), 1, warning -> {})
                    .choose(1, 1, ofFolds(5)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("or fewer layers (audit.layers) or folds (audit.folds); if you know");
  }

  @Test
  void foldsThatTheHeapHasNoRoomForAreRefused() {
    long heap = 1_300_000_000L;

    HeapLimit.check(ofFolds(3), 1, 1, heap);
    HeapLimit.check(ofFolds(1), 100, 1, heap);
    assertThatThrownBy(() -> HeapLimit.check(ofFolds(3), 1, 2, heap)).isInstanceOf(UserError.class);
    assertThatThrownBy(() -> HeapLimit.check(ofFolds(5), 1, 1, heap))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "audit.folds=5: the sums of the folds take about 1.5 GB of Java's heap, which is limited"
                + " to 1.3 GB. Take fewer folds or layers (audit.layers), or a larger heap:"
                + " -DargLine=-Xmx2g");
  }

  @Test
  void rawValuesAndWhatIsKeptOfThemCount() {
    CheckpointOnDisk files =
        CheckpointOnDisk.read(CheckpointSpec.of("tiny", variant("torchscript")));
    List<LayerName> layers = LayerLocator.locate(files.index()).names();
    List<LayerName> raw = layers.subList(0, 2);
    MemoryEstimate without =
        new MemoryEstimate(
            files,
            layers,
            new MeasuredData(List.of(), List.of(), 0, List.of(), 0),
            new EstimatedRun(16, 16, true, 1, false));
    MemoryEstimate with =
        new MemoryEstimate(
            files,
            layers,
            new MeasuredData(List.of(), List.of(), 0, raw, 1000),
            new EstimatedRun(16, 16, true, 1, false));

    long perImage = (long) (3 * Float.BYTES * with.values(raw));
    assertThat(perImage).isPositive();
    assertThat(with.bytes(1) - without.bytes(1)).isEqualTo(perImage + 1000);
    assertThat(with.bytes(4) - without.bytes(4)).isEqualTo(4 * perImage + 1000);
    assertThat(with.parts()).endsWith(", tokens to train on 0.0 GB");
    assertThat(without.parts()).doesNotContain("tokens");
  }

  @Test
  void theLargestBatchThatFitsIsChosen() {
    MemoryEstimate estimate = estimate("torchscript", "{}", 64, true);
    List<String> warnings = new ArrayList<>();

    BatchChooser exact = new BatchChooser(OptionalLong.of(estimate.bytes(3)), 1, warnings::add);
    assertThat(exact.choose(3, 1, estimate)).isEqualTo(3);
    assertThat(warnings).isEmpty();
    BatchChooser less = new BatchChooser(OptionalLong.of(estimate.bytes(3) - 1), 1, warnings::add);
    assertThat(less.choose(3, 1, estimate)).isEqualTo(2);
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("3 images at once", "the U-Net takes 2 at once");
  }

  @Test
  void whatDoesNotFitAtAllSaysWhatToDo() {
    MemoryEstimate estimate = estimate("torchscript", "{}", 64, true);
    BatchChooser chooser =
        new BatchChooser(
            OptionalLong.of(1_500_000_000L),
            1,
            warning -> {
              throw new AssertionError(warning);
            });

    assertThatThrownBy(() -> chooser.choose(4, 1, estimate))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("needs about 1.8 GB of memory")
        .hasMessageContaining("attention at 64×64 latents 1.3 GB")
        .hasMessageContaining("there are 1.5 GB")
        .hasMessageContaining("-Daudit.memory=1.9GB");
  }

  @Test
  void aGraphOfFixedBatchSizeMustFitWithIt() {
    MemoryEstimate estimate = estimate("torchscript", "{}", 64, true);
    BatchChooser chooser = new BatchChooser(OptionalLong.of(estimate.bytes(1)), 1, warning -> {});

    assertThatThrownBy(() -> chooser.choose(1, 2, estimate)).isInstanceOf(UserError.class);
  }

  @Test
  void whereNobodyKnowsTheMemoryEverythingFits() {
    MemoryEstimate estimate = estimate("torchscript", "{}", 512, true);

    assertThat(new BatchChooser(OptionalLong.empty(), 1, warning -> {}).choose(4, 1, estimate))
        .isEqualTo(4);
  }
}

package dev.plumbline.engine.measure.probe.softmax;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.PositionProbe;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.LinearClassifier;
import dev.plumbline.engine.measure.SyntheticImage;
import dev.plumbline.engine.measure.SyntheticImage.Kind;
import dev.plumbline.engine.measure.results.RunListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However training images come and wherever they are kept, the same probe is trained. */
class SoftmaxTrainingTest {

  private static final int TRAINING = 20;
  private static final LayerRun RUN = new LayerRun(SyntheticImage.SHAPE, Optional.empty(), false);

  @TempDir private Path folder;

  private TokenSpill inMemory() {
    return new TokenSpill(folder, Long.MAX_VALUE);
  }

  private static SoftmaxWorkshop workshop(TokenSpill spill) {
    return new SoftmaxWorkshop(
        42, 2, spill, new TrainingProgress("test", new Lines(new ArrayList<>())));
  }

  private static List<SyntheticImage> images() {
    List<SyntheticImage> images = new ArrayList<>();
    for (int i = 0; i < TRAINING; i++) {
      images.add(new SyntheticImage(i, i == 7 ? Kind.NON_FINITE : Kind.ORDINARY, false));
    }
    return images;
  }

  /** Deals images out to accumulators and merges them. */
  private static Accumulator<PositionProbe> accumulated(
      SoftmaxWorkshop workshop, List<SyntheticImage> images, int parts) {
    SoftmaxProbeProvider provider = new SoftmaxProbeProvider(workshop);
    List<Accumulator<PositionProbe>> accumulators = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      accumulators.add(provider.accumulator(RUN));
    }
    for (int i = 0; i < images.size(); i++) {
      accumulators.get(i % parts).add(images.get(i));
    }
    accumulators.subList(1, parts).forEach(accumulators.get(0)::merge);
    return accumulators.get(0);
  }

  private static void assertSame(LinearClassifier fitted, LinearClassifier expected) {
    assertThat(fitted.shift()).containsOnly(0).hasSize(SyntheticImage.SHAPE.channels());
    assertThat(fitted.rowWeights()).isEqualTo(expected.rowWeights());
    assertThat(fitted.rowBias()).isEqualTo(expected.rowBias());
    assertThat(fitted.columnWeights()).isEqualTo(expected.columnWeights());
    assertThat(fitted.columnBias()).isEqualTo(expected.columnBias());
  }

  @Test
  void orderPartsAndSpillingDoNotShow() throws Exception {
    LinearClassifier expected;
    try (SoftmaxWorkshop workshop = workshop(inMemory())) {
      expected = accumulated(workshop, images(), 1).fit().orElseThrow();
    }
    List<SyntheticImage> shuffled = images();
    Collections.shuffle(shuffled, new Random(1));
    try (SoftmaxWorkshop workshop = workshop(new TokenSpill(folder, 5000))) {
      assertSame(accumulated(workshop, shuffled, 3).fit().orElseThrow(), expected);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void itLearnsWhatThereIs() throws Exception {
    try (SoftmaxWorkshop workshop = workshop(inMemory())) {
      List<SyntheticImage> many = new ArrayList<>();
      for (int copy = 0; copy < 30; copy++) {
        many.addAll(images());
      }
      Accumulator<PositionProbe> accumulator = accumulated(workshop, many, 1);
      Optional<LinearClassifier> fitted = accumulator.fit();
      for (int i = 0; i < 5; i++) {
        accumulator.add(new SyntheticImage(100 + i, Kind.ORDINARY, true).classifiedBy(fitted));
      }
      double chance = 1.0 / 8;

      assertThat(accumulator.measurement().accuracy(8).value().orElseThrow())
          .isGreaterThan(1.5 * chance);
      assertThat(accumulator.measurement().accuracy(8).sampleSize()).isEqualTo(5 * 8 * 12);
    }
  }

  /** Chunks are merged into folds, and those into what is trained: each step is told of once. */
  @Test
  void onlyWhatOthersWereMergedIntoIsCountedAsToBeTrained() throws Exception {
    List<String> lines = new ArrayList<>();
    TrainingProgress progress = new TrainingProgress("test", new Lines(lines));
    try (SoftmaxWorkshop workshop = new SoftmaxWorkshop(42, 2, inMemory(), progress)) {
      SoftmaxProbeProvider provider = new SoftmaxProbeProvider(workshop);
      List<Accumulator<PositionProbe>> folds = new ArrayList<>();
      for (int fold = 0; fold < 3; fold++) {
        folds.add(provider.accumulator(RUN));
        folds.get(fold).merge(accumulated(workshop, images(), 2));
      }
      for (int fold = 0; fold < 3; fold++) {
        Accumulator<PositionProbe> rest = provider.accumulator(RUN);
        rest.merge(folds.get((fold + 1) % 3));
        rest.merge(folds.get((fold + 2) % 3));
        assertThat(rest.fit()).isPresent();
        provider.accumulator(RUN).add(new SyntheticImage(50, Kind.ORDINARY, true));
      }
    }

    long steps = SoftmaxTrainer.steps(2L * (TRAINING - 1) * SyntheticImage.SHAPE.tokens());
    assertThat(lines)
        .hasSize(3)
        .allMatch(
            line ->
                line.startsWith(
                    "training the softmax probes of test: 1 layers, " + steps + " steps in "));
  }

  @Test
  void withoutTrainingTokensThereIsNoFigure() throws Exception {
    try (SoftmaxWorkshop workshop = workshop(inMemory())) {
      Accumulator<PositionProbe> accumulator =
          accumulated(workshop, List.of(new SyntheticImage(0, Kind.NON_FINITE, false)), 1);

      assertThat(accumulator.fit()).isEmpty();
      assertThat(accumulator.measurement().accuracy(8).reason())
          .isEqualTo("no training image has finite tokens at this layer");
    }
  }

  private record Lines(List<String> lines) implements RunListener {

    @Override
    public void line(String text) {
      lines.add(text);
    }

    @Override
    public void warning(String about, String text) {}

    @Override
    public void environment(String name, String value) {}
  }
}

package dev.plumbline.engine.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.plumbline.api.Grid;
import dev.plumbline.api.LayerSketch;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.PositionProbe;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.LinearClassifier;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.measure.SyntheticImage.Kind;
import dev.plumbline.engine.measure.partial.StateInput;
import dev.plumbline.engine.measure.partial.StateOutput;
import dev.plumbline.engine.measure.probe.LdaProbeProvider;
import dev.plumbline.engine.measure.probe.softmax.SoftmaxProbeProvider;
import dev.plumbline.engine.measure.probe.softmax.SoftmaxWorkshop;
import dev.plumbline.engine.measure.probe.softmax.TokenSpill;
import dev.plumbline.engine.measure.probe.softmax.TrainingProgress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An accumulator that was written and read is the one that it was, bit for bit. */
class AccumulatorStatesTest {

  private static final LayerRun RUN = new LayerRun(SyntheticImage.SHAPE, Optional.empty(), false);
  private static final int MUTATIONS = 1000;
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final Kind[] KINDS = {
    Kind.ORDINARY,
    Kind.ANOMALOUS,
    Kind.ORDINARY,
    Kind.NON_FINITE,
    Kind.ORDINARY,
    Kind.WITHOUT_SPREAD,
    Kind.ORDINARY,
    Kind.WITHOUT_CONTROL
  };

  @TempDir private static Path folder;

  /** Most tokens of the first are in files, those of the second in memory. */
  private static SoftmaxWorkshop inFiles;

  private static SoftmaxWorkshop inMemory;

  @BeforeAll
  static void open() {
    inFiles = workshop(3000);
    inMemory = workshop(Long.MAX_VALUE);
  }

  private static SoftmaxWorkshop workshop(long budget) {
    return new SoftmaxWorkshop(
        42, 2, new TokenSpill(folder, budget), new TrainingProgress("test", new Heard()));
  }

  @AfterAll
  static void close() throws Exception {
    inFiles.close();
    inMemory.close();
  }

  private static Named<MeasurementProvider<?>> named(MeasurementProvider<?> provider) {
    return Named.of(provider.getClass().getSimpleName(), provider);
  }

  static Stream<Named<MeasurementProvider<?>>> providers() {
    return Stream.concat(MergingTest.providers().stream(), Stream.of(softmax(inFiles)))
        .map(AccumulatorStatesTest::named);
  }

  static Stream<Named<MeasurementProvider<?>>> providersInMemory() {
    return Stream.concat(MergingTest.providers().stream(), Stream.of(softmax(inMemory)))
        .map(AccumulatorStatesTest::named);
  }

  static Stream<Named<MeasurementProvider<?>>> probes() {
    return Stream.of(new LdaProbeProvider(), softmax(inMemory)).map(AccumulatorStatesTest::named);
  }

  private static MeasurementProvider<?> softmax(SoftmaxWorkshop workshop) {
    return new SoftmaxProbeProvider(workshop);
  }

  private static List<SyntheticImage> training(int first, int count) {
    return images(first, count, false);
  }

  private static List<SyntheticImage> test(
      int first, int count, Optional<LinearClassifier> classifier) {
    List<SyntheticImage> images = images(first, count, true);
    images.forEach(image -> image.classifiedBy(classifier));
    return images;
  }

  private static List<SyntheticImage> images(int first, int count, boolean test) {
    List<SyntheticImage> images = new ArrayList<>();
    for (int number = first; number < first + count; number++) {
      images.add(new SyntheticImage(number, KINDS[number % KINDS.length], test));
    }
    return images;
  }

  private static <M extends Measurement> Accumulator<M> of(
      MeasurementProvider<M> provider, List<SyntheticImage> images) {
    Accumulator<M> accumulator = provider.accumulator(RUN);
    images.forEach(image -> image.addTo(accumulator, provider));
    return accumulator;
  }

  private static byte[] state(Accumulator<?> accumulator) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StateOutput out = new StateOutput(bytes);
    accumulator.write(out);
    assertThat(out.written()).isEqualTo(bytes.size());
    return bytes.toByteArray();
  }

  private static <M extends Measurement> Accumulator<M> read(
      MeasurementProvider<M> provider, byte[] state) throws IOException {
    Accumulator<M> accumulator = provider.accumulator(RUN);
    StateInput in = new StateInput(new ByteArrayInputStream(state), state.length);
    accumulator.read(in);
    in.end();
    return accumulator;
  }

  private static <M extends Measurement> Accumulator<M> again(
      MeasurementProvider<M> provider, Accumulator<M> accumulator) throws IOException {
    return read(provider, state(accumulator));
  }

  private static void assertSame(Accumulator<?> actual, Accumulator<?> expected)
      throws IOException {
    assertThat(state(actual)).isEqualTo(state(expected));
    assertSame(actual.measurement(), expected.measurement());
  }

  private static void assertSame(Measurement actual, Measurement expected) {
    assertThat(actual.metrics()).isNotEmpty().isEqualTo(expected.metrics());
    assertThat(actual.grids()).hasSameSizeAs(expected.grids());
    for (int i = 0; i < actual.grids().size(); i++) {
      Grid grid = actual.grids().get(i);
      Grid wanted = expected.grids().get(i);
      assertThat(grid.values()).isEqualTo(wanted.values());
      assertThat(grid).usingRecursiveComparison().isEqualTo(wanted);
    }
    if (actual instanceof LayerSketch sketch) {
      assertThat(sketch.images())
          .usingRecursiveComparison()
          .isEqualTo(((LayerSketch) expected).images());
      assertThat(sketch.nonFinite()).isNotEmpty().isEqualTo(((LayerSketch) expected).nonFinite());
    }
  }

  private static void assertSame(
      Optional<LinearClassifier> actual, Optional<LinearClassifier> expected) {
    assertThat(actual).usingRecursiveComparison().isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("providers")
  <M extends Measurement> void whatIsReadGoesOnAsWhatWasWritten(MeasurementProvider<M> provider)
      throws IOException {
    Accumulator<M> one = of(provider, training(0, 8));
    Accumulator<M> other = again(provider, one);
    assertSame(other, one);

    for (SyntheticImage image : training(8, 5)) {
      image.addTo(one, provider);
      image.addTo(other, provider);
    }
    Accumulator<M> chunk = of(provider, training(13, 8));
    one.merge(again(provider, chunk));
    other.merge(chunk);
    assertSame(other, one);

    Accumulator<M> unfitted = again(provider, other);
    Optional<LinearClassifier> classifier = one.fit();
    assertThat(classifier.isPresent()).isEqualTo(one.measurement() instanceof PositionProbe);
    assertSame(other.fit(), classifier);
    assertSame(unfitted.fit(), classifier);
    assertSame(other, one);
    assertSame(unfitted, one);

    Accumulator<M> fitted = again(provider, one);
    Accumulator<M> tested = of(provider, test(21, 8, classifier));
    Accumulator<M> testedAgain = again(provider, tested);
    assertSame(testedAgain, tested);
    for (Accumulator<M> each : List.of(one, other)) {
      each.merge(tested);
    }
    for (Accumulator<M> each : List.of(unfitted, fitted)) {
      each.merge(testedAgain);
    }
    for (Accumulator<M> each : List.of(one, other, unfitted, fitted)) {
      test(29, 3, classifier).forEach(each::add);
    }
    assertThat(one.measurement().metrics()).anyMatch(metric -> metric.value().orElse(0) != 0);
    assertSame(other, one);
    assertSame(unfitted, one);
    assertSame(fitted, one);
    assertSame(again(provider, one), one);
  }

  @ParameterizedTest
  @MethodSource("providers")
  <M extends Measurement> void nothingIsReadAsNothing(MeasurementProvider<M> provider)
      throws IOException {
    Accumulator<M> chunk = of(provider, training(0, 8));
    Accumulator<M> nothing = again(provider, provider.accumulator(RUN));
    assertThat(state(nothing)).isEqualTo(state(provider.accumulator(RUN)));

    nothing.merge(chunk);
    assertSame(nothing, chunk);
    chunk.merge(provider.accumulator(RUN));
    assertSame(chunk, nothing);
  }

  @ParameterizedTest
  @MethodSource("probes")
  <M extends Measurement> void fittedProbesGiveUpWhatTheyLearntFrom(MeasurementProvider<M> provider)
      throws IOException {
    Accumulator<M> probe = of(provider, training(0, 40));
    int before = state(probe).length;
    probe.fit();
    byte[] after = state(probe);

    assertThat(after.length).isLessThan(before - 100);
    Accumulator<M> late = of(provider, training(40, 1));
    probe.merge(late);
    assertThat(state(probe)).isEqualTo(after);
  }

  @ParameterizedTest
  @MethodSource("probes")
  <M extends Measurement> void whyThereIsNoProbeIsNotLost(MeasurementProvider<M> provider)
      throws IOException {
    String untrained = "no training image has finite tokens at this layer";
    Accumulator<M> probe = of(provider, List.of(new SyntheticImage(0, Kind.NON_FINITE, false)));
    assertThat(probe.fit()).isEmpty();
    List<Accumulator<M>> all = new ArrayList<>(List.of(probe, again(provider, probe)));
    all.add(provider.accumulator(RUN));
    all.get(2).merge(probe);
    for (Accumulator<M> each : all) {
      each.merge(of(provider, test(1, 5, Optional.empty())));
      assertThat(each.measurement().metrics())
          .allMatch(metric -> metric.reason().equals(untrained));
    }
  }

  @Test
  void whyNoProbeCouldBeFittedIsNotLost() throws IOException {
    LdaProbeProvider provider = new LdaProbeProvider();
    Accumulator<PositionProbe> probe =
        of(provider, List.of(new SyntheticImage(0, Kind.WITHOUT_SPREAD, false)));
    assertThat(probe.fit()).isEmpty();
    Accumulator<PositionProbe> other = provider.accumulator(RUN);
    other.merge(again(provider, probe));
    other.merge(of(provider, test(1, 5, Optional.empty())));

    assertThat(other.measurement().metrics())
        .allMatch(metric -> metric.reason().startsWith("the training tokens do not vary"));
  }

  private static <M extends Measurement> List<byte[]> states(MeasurementProvider<M> provider)
      throws IOException {
    Accumulator<M> accumulator = of(provider, training(0, 8));
    List<byte[]> states = new ArrayList<>(List.of(state(accumulator)));
    Optional<LinearClassifier> classifier = accumulator.fit();
    test(8, 8, classifier).forEach(accumulator::add);
    states.add(state(accumulator));
    return states;
  }

  @ParameterizedTest
  @MethodSource("providersInMemory")
  <M extends Measurement> void statesThatAreCutOffOrHaveMoreAreRefused(
      MeasurementProvider<M> provider) throws IOException {
    for (byte[] state : states(provider)) {
      int step = Math.max(1, state.length / 500);
      for (int length = 0; length < state.length; length += step) {
        byte[] start = Arrays.copyOf(state, length);
        assertThatThrownBy(() -> read(provider, start)).isInstanceOf(IOException.class);
        StateInput in = new StateInput(new ByteArrayInputStream(start), state.length);
        assertThatThrownBy(() -> provider.accumulator(RUN).read(in))
            .isInstanceOf(IOException.class);
      }
      for (int more = 1; more <= 20; more++) {
        byte[] longer = Arrays.copyOf(state, state.length + more);
        assertThatThrownBy(() -> read(provider, longer))
            .isInstanceOf(IOException.class)
            .hasMessageEndingWith(more + " bytes too many.");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("providersInMemory")
  <M extends Measurement> void statesThatAreNotWhatWasWrittenAreRefusedOrRead(
      MeasurementProvider<M> provider) throws IOException {
    List<byte[]> states = states(provider);
    int refused = 0;
    for (int seed = 0; seed < MUTATIONS; seed++) {
      byte[] mutated = mutated(states.get(seed % states.size()), new Random(seed));
      refused += assertTimeoutPreemptively(LONG, () -> isRefused(provider, mutated)) ? 1 : 0;
    }

    assertThat(refused).isBetween(1, MUTATIONS - 1);
  }

  private static <M extends Measurement> boolean isRefused(
      MeasurementProvider<M> provider, byte[] state) throws IOException {
    Accumulator<M> accumulator;
    try {
      accumulator = read(provider, state);
    } catch (IOException e) {
      assertThat(e).hasMessageEndingWith(".");
      return true;
    }
    Accumulator<M> merged = of(provider, training(50, 8));
    merged.merge(accumulator);
    assertThat(state(merged)).isNotEmpty();
    return false;
  }

  /** Changes some bits, bytes or numbers, cuts a piece out or puts one in. */
  private static byte[] mutated(byte[] state, Random random) {
    byte[] mutated = state.clone();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(mutated.length);
      switch (random.nextInt(5)) {
        case 0 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> mutated[at] = (byte) random.nextInt();
        case 2 -> {
          for (int b = at; b < Math.min(at + 8, mutated.length); b++) {
            mutated[b] = (byte) random.nextInt();
          }
        }
        case 3 -> mutated = without(mutated, at, random.nextInt(20));
        default -> mutated = with(mutated, at, random.nextInt(20));
      }
    }
    return mutated;
  }

  private static byte[] without(byte[] bytes, int at, int count) {
    ByteArrayOutputStream rest = new ByteArrayOutputStream();
    rest.write(bytes, 0, at);
    int end = Math.min(bytes.length, at + count);
    rest.write(bytes, end, bytes.length - end);
    return rest.size() == 0 ? bytes : rest.toByteArray();
  }

  private static byte[] with(byte[] bytes, int at, int count) {
    ByteArrayOutputStream more = new ByteArrayOutputStream();
    more.write(bytes, 0, at);
    more.write(bytes, 0, Math.min(count, bytes.length));
    more.write(bytes, at, bytes.length - at);
    return more.toByteArray();
  }
}

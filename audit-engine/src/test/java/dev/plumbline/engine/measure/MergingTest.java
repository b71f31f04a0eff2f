package dev.plumbline.engine.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.api.FiniteActivations;
import dev.plumbline.api.Grid;
import dev.plumbline.api.LayerHealth;
import dev.plumbline.api.LayerSketch;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.Metric;
import dev.plumbline.api.PositionProbe;
import dev.plumbline.api.TokenGroupSimilarity;
import dev.plumbline.api.TokenNorms;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.LinearClassifier;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.measure.SyntheticImage.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Statistics are monoids: however images are dealt out to accumulators, and in whatever order those
 * are merged, the same measurement comes out.
 */
class MergingTest {

  private static final int TRAINING = 20;
  private static final int TEST = 7;
  private static final int PARTITIONS = 50;
  private static final double TOLERANCE = 1e-9;

  /** What is no sum over images and no maximum of what they have. */
  private static final Pattern WITHOUT_CONTRIBUTIONS =
      Pattern.compile("norm\\.recurrence|health\\.(?!update).*");

  private static final List<Kind> ODDITIES =
      List.of(Kind.ANOMALOUS, Kind.NON_FINITE, Kind.WITHOUT_SPREAD, Kind.WITHOUT_CONTROL);

  /** The built-in ones: other tests register providers that are no sums. */
  static List<MeasurementProvider<?>> providers() {
    List<MeasurementProvider<?>> providers = new ArrayList<>();
    for (MeasurementProvider<?> provider : ServiceLoader.load(MeasurementProvider.class)) {
      if (provider.type().getPackage().equals(TokenNorms.class.getPackage())) {
        providers.add(provider);
      }
    }
    return providers;
  }

  @Test
  void allBuiltInMeasurementsAreTried() {
    assertThat(providers())
        .extracting(MeasurementProvider::type)
        .map(Class::getName)
        .containsExactlyInAnyOrder(
            TokenNorms.class.getName(),
            TokenGroupSimilarity.class.getName(),
            PositionProbe.class.getName(),
            FiniteActivations.class.getName(),
            LayerHealth.class.getName(),
            LayerSketch.class.getName());
  }

  @ParameterizedTest
  @MethodSource("providers")
  <M extends Measurement> void mergingInAnyOrderAndGroupingGivesTheSame(
      MeasurementProvider<M> provider) {
    Accumulator<M> whole = accumulator(provider);
    images(0, TRAINING, false).forEach(image -> image.addTo(whole, provider));
    Optional<LinearClassifier> classifier = whole.fit();
    images(TRAINING, TEST, true)
        .forEach(image -> image.classifiedBy(classifier).addTo(whole, provider));
    List<Metric> expected = whole.measurement().metrics();
    List<Grid> grids = whole.measurement().grids();
    assertThat(grids.isEmpty())
        .isEqualTo(
            Set.of(FiniteActivations.class, LayerHealth.class, LayerSketch.class)
                .contains(provider.type()));
    assertThat(expected).anyMatch(metric -> metric.value().orElse(0) != 0);
    assertThat(expected)
        .filteredOn(metric -> !WITHOUT_CONTRIBUTIONS.matcher(metric.name()).matches())
        .allMatch(metric -> metric.isApplicable() == metric.contributions().isPresent());

    for (int partition = 0; partition < PARTITIONS; partition++) {
      Random random = new Random(partition);
      Accumulator<M> trained = merged(provider, images(0, TRAINING, false), random);
      Optional<LinearClassifier> fitted = trained.fit();
      compare(fitted, classifier);
      List<SyntheticImage> test = images(TRAINING, TEST, true);
      test.forEach(image -> image.classifiedBy(fitted));
      List<Accumulator<M>> parts = new ArrayList<>();
      parts.add(trained);
      parts.add(merged(provider, test, random));
      M measurement = merged(parts, random).measurement();
      compare(measurement.metrics(), expected);
      compareGrids(measurement.grids(), grids);
    }
  }

  @ParameterizedTest
  @MethodSource("providers")
  <M extends Measurement> void mergingLeavesTheOtherUnchanged(MeasurementProvider<M> provider) {
    Accumulator<M> one = accumulator(provider);
    Accumulator<M> other = accumulator(provider);
    Accumulator<M> same = accumulator(provider);
    images(0, 5, false).forEach(image -> image.addTo(one, provider));
    images(5, 5, false).forEach(image -> image.addTo(other, provider));
    images(5, 5, false).forEach(image -> image.addTo(same, provider));

    one.merge(other);
    images(10, 5, false).forEach(image -> image.addTo(one, provider));

    assertThat(other.measurement().metrics()).isEqualTo(same.measurement().metrics());
    compare(other.fit(), same.fit());
    assertThat(other.measurement().metrics()).isEqualTo(same.measurement().metrics());
  }

  private static <M extends Measurement> Accumulator<M> accumulator(
      MeasurementProvider<M> provider) {
    return provider.accumulator(new LayerRun(SyntheticImage.SHAPE, Optional.empty(), false));
  }

  /** Makes images of all kinds, half of them ordinary. */
  private static List<SyntheticImage> images(int first, int count, boolean test) {
    List<SyntheticImage> images = new ArrayList<>();
    for (int number = first; number < first + count; number++) {
      Kind kind = number % 2 == 0 ? Kind.ORDINARY : ODDITIES.get(number / 2 % ODDITIES.size());
      images.add(new SyntheticImage(number, kind, test));
    }
    return images;
  }

  /** Deals images out at random, to accumulators of which some may stay empty, and merges those. */
  private static <M extends Measurement> Accumulator<M> merged(
      MeasurementProvider<M> provider, List<SyntheticImage> images, Random random) {
    List<Accumulator<M>> parts = new ArrayList<>();
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      parts.add(accumulator(provider));
    }
    List<SyntheticImage> shuffled = new ArrayList<>(images);
    Collections.shuffle(shuffled, random);
    shuffled.forEach(image -> image.addTo(parts.get(random.nextInt(count)), provider));
    return merged(parts, random);
  }

  /** Merges two neighbours at a time, whichever. */
  private static <M extends Measurement> Accumulator<M> merged(
      List<Accumulator<M>> parts, Random random) {
    List<Accumulator<M>> left = new ArrayList<>(parts);
    Collections.shuffle(left, random);
    while (left.size() > 1) {
      int i = random.nextInt(left.size() - 1);
      left.get(i).merge(left.remove(i + 1));
    }
    return left.get(0);
  }

  private static void compare(
      Optional<LinearClassifier> fitted, Optional<LinearClassifier> expected) {
    assertThat(fitted.isPresent()).isEqualTo(expected.isPresent());
    if (expected.isPresent()) {
      compare(fitted.get().shift(), expected.get().shift());
      compare(fitted.get().rowWeights(), expected.get().rowWeights());
      compare(fitted.get().rowBias(), expected.get().rowBias());
      compare(fitted.get().columnWeights(), expected.get().columnWeights());
      compare(fitted.get().columnBias(), expected.get().columnBias());
    }
  }

  /** Weights leave as floats, so that the last bit of one may be rounded the other way. */
  private static void compare(float[] values, float[] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertThat(values[i]).isCloseTo(expected[i], within(2 * Math.ulp(expected[i]) + 1e-12f));
    }
  }

  private static void compareGrids(List<Grid> grids, List<Grid> expected) {
    assertThat(grids).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(grids.get(i).name()).isEqualTo(expected.get(i).name());
      assertThat(grids.get(i).image()).isEqualTo(expected.get(i).image());
      assertThat(grids.get(i).marked()).isEqualTo(expected.get(i).marked());
      assertThat(grids.get(i).values()).containsExactly(expected.get(i).values(), within(1e-5f));
    }
  }

  private static void compare(List<Metric> metrics, List<Metric> expected) {
    assertThat(metrics).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      Metric metric = metrics.get(i);
      Metric wanted = expected.get(i);
      assertThat(metric.name()).isEqualTo(wanted.name());
      assertThat(metric.reason()).as(metric.name()).isEqualTo(wanted.reason());
      assertThat(metric.sampleSize()).as(metric.name()).isEqualTo(wanted.sampleSize());
      assertThat(metric.contributions()).as(metric.name()).isEqualTo(wanted.contributions());
      wanted
          .value()
          .ifPresent(
              value ->
                  assertThat(metric.value().orElseThrow())
                      .as(metric.name())
                      .isCloseTo(value, within(TOLERANCE * Math.max(1, Math.abs(value)))));
    }
  }
}

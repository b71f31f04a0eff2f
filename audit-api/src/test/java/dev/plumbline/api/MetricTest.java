package dev.plumbline.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricTest {

  @Test
  void aMetricWithAValueIsApplicable() {
    Metric metric = Metric.of("norm.max_z", 3.5, 64, Direction.HIGHER);

    assertThat(metric.isApplicable()).isTrue();
    assertThat(metric.value()).hasValue(3.5);
    assertThat(metric.sampleSize()).isEqualTo(64);
    assertThat(metric.worse()).isEqualTo(Direction.HIGHER);
    assertThat(metric.interval()).isEmpty();
    assertThat(metric.reason()).isEmpty();
  }

  @Test
  void oneWithoutSaysWhy() {
    Metric metric = Metric.notApplicable("norm.edge_share", Direction.NEITHER, "no tokens");

    assertThat(metric.isApplicable()).isFalse();
    assertThat(metric.value()).isEmpty();
    assertThat(metric.sampleSize()).isZero();
    assertThat(metric.reason()).isEqualTo("no tokens");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aValueIsFinite(double value) {
    assertThatThrownBy(() -> Metric.of("norm.max_z", value, 1, Direction.HIGHER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("norm.max_z is " + value + ": a metric is finite or not applicable");
  }

  @Test
  void thereIsEitherAValueOrAReason() {
    assertThatThrownBy(() -> Metric.notApplicable("a", Direction.HIGHER, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a needs either a value or a reason");
    assertThatThrownBy(
            () ->
                new Metric(
                    "a",
                    OptionalDouble.of(1),
                    1,
                    Direction.HIGHER,
                    Optional.empty(),
                    "a reason",
                    Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void contributionsComeToTheValue() {
    Metric metric = Metric.of("norm.patches", 2.5, 2, Direction.HIGHER);
    Contributions given =
        Contributions.ratio(
            List.of(new Contributions.Image("1", "1"), new Contributions.Image("2", "2")),
            new double[] {2, 3},
            new double[] {1, 1});

    assertThat(metric.withContributions(given).contributions()).contains(given);
    assertThat(metric.withContributions(given).value()).hasValue(2.5);
    assertThatThrownBy(
            () -> Metric.of("norm.patches", 2.6, 2, Direction.HIGHER).withContributions(given))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("norm.patches is 2.6, but what the images contribute comes to 2.5");
    assertThatThrownBy(
            () ->
                Metric.notApplicable("norm.patches", Direction.HIGHER, "none")
                    .withContributions(given))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aMetricHasAName() {
    assertThatThrownBy(() -> Metric.of(" ", 1, 1, Direction.HIGHER))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A metric needs a name");
    assertThatThrownBy(() -> Metric.of(null, 1, 1, Direction.HIGHER))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void anIntervalsEndsAreInOrder() {
    assertThat(new ConfidenceInterval(1, 1).low()).isEqualTo(1);
    assertThatThrownBy(() -> new ConfidenceInterval(2, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ConfidenceInterval(Double.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

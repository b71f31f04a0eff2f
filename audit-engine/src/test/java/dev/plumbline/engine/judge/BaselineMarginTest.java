package dev.plumbline.engine.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.Contributions.Image;
import dev.plumbline.api.Direction;
import dev.plumbline.api.Metric;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BaselineMarginTest {

  private static final List<Image> IMAGES =
      List.of(new Image("1", "1"), new Image("2", "2"), new Image("3", "3"), new Image("4", "4"));

  private static Metric metric(String name, Contributions given) {
    return Metric.of(name, given.value().orElseThrow(), 4, Direction.HIGHER)
        .withContributions(given);
  }

  private static Metric mean(double... values) {
    return metric("own.mean", Contributions.ratio(IMAGES, values, new double[] {1, 1, 1, 1}));
  }

  @Test
  void aMeanHasItsStandardError() {
    Metric mean = mean(1, 2, 3, 4);
    double error = Math.sqrt(5.0 / 3 / 4); // the variance of 1 to 4 is 5/3

    assertThat(BaselineMargin.of(mean, true).width()).isCloseTo(2 * error, within(1e-12));
    assertThat(BaselineMargin.of(mean, false).width()).isCloseTo(8 * error, within(1e-12));
    assertThat(BaselineMargin.of(mean, true).reason())
        .isEqualTo("2 times the baseline's standard error of 0.645497");
  }

  @Test
  void aMaximumHasTheDeviationBetweenImages() {
    Metric largest = metric("norm.max_z", Contributions.maximum(IMAGES, new double[] {1, 2, 3, 4}));

    assertThat(BaselineMargin.of(largest, true).width())
        .isCloseTo(2 * Math.sqrt(5.0 / 3), within(1e-12));
    assertThat(BaselineMargin.of(largest, true).reason())
        .startsWith("2 times the standard deviation between images of 1.29");
  }

  @Test
  void whatShouldNotBeThereHasNone() {
    Metric total =
        metric("finite.non_finite", Contributions.total(IMAGES, new double[] {9, 0, 0, 0}));

    assertThat(BaselineMargin.of(total, false)).isEqualTo(BaselineMargin.NONE);
  }

  @Test
  void whereScenesAgreeTheLeastMarginCounts() {
    assertThat(BaselineMargin.of(mean(2, 2, 2, 2), true))
        .isEqualTo(new BaselineMargin(0.1, "the least margin of own.mean"));
  }

  @ParameterizedTest
  @CsvSource({
    "norm.recurrence, 0.5, 100, 0.05, 0.1",
    "norm.recurrence, 0, 12, 0.25, 0.66666667",
    "norm.prevalence_robust_z8, 0, 9, 0.00001, 0.00001",
    "norm.prevalence_robust_z8, 0.01, 9, 0.0005, 0.0005",
    "norm.max_relative_norm, 5, 9, 0.5, 3.75",
    "norm.max_z, -5, 9, 0.5, 3.75",
    "similarity.difference.corner, 0, 9, 0.01, 0.01",
    "probe.lda.accuracy_8, 0.7, 9, 0.01, 0.01",
    "own.metric, 2, 9, 0.1, 0.1",
  })
  void theLeastMarginIsTheMetrics(
      String name, double value, long n, double paired, double unpaired) {
    Metric metric = Metric.of(name, value, n, Direction.HIGHER);

    assertThat(BaselineMargin.least(metric, true)).isCloseTo(paired, within(1e-8));
    assertThat(BaselineMargin.least(metric, false)).isCloseTo(unpaired, within(1e-8));
  }

  @Test
  void whereThereIsNoFigureThereIsNoMargin() {
    assertThat(BaselineMargin.of(Metric.notApplicable("own.none", Direction.HIGHER, "none"), true))
        .isEqualTo(BaselineMargin.NONE);
  }
}

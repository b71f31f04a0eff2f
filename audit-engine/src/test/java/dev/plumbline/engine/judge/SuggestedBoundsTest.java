package dev.plumbline.engine.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.api.Direction;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestedBoundsTest {

  private static List<Metric> runs(Direction worse, double... values) {
    return DoubleStream.of(values).mapToObj(v -> Metric.of("own.figure", v, 9, worse)).toList();
  }

  private static double atMost(SuggestedBounds bounds, int row) {
    return Double.parseDouble(bounds.text().lines().toList().get(row + 1).split(",", -1)[5]);
  }

  /** One-sided points of Student's t from a printed table: 2.5 %, 2 degrees of freedom. */
  @Test
  void oneLimitIsTheUsualPredictionLimit() {
    SuggestedBounds bounds = new SuggestedBounds(0.025);
    bounds.add("A.b", new LayerName("conv_in"), 50, runs(Direction.HIGHER, 10, 14, 18));

    assertThat(atMost(bounds, 0)).isCloseTo(14 + 4.30265 * 4 * Math.sqrt(4 / 3.0), within(1e-3));
  }

  /** A figure of which both ways are worse has two limits, so that the rate is split in three. */
  @Test
  void theRateIsDividedByTheNumberOfLimits() {
    SuggestedBounds bounds = new SuggestedBounds(0.075);
    bounds.add("A.b", new LayerName("conv_in"), 50, runs(Direction.HIGHER, 10, 14, 18));
    bounds.add("A.b", new LayerName("conv_out"), 50, runs(Direction.NEITHER, 10, 14, 18));

    assertThat(atMost(bounds, 0)).isCloseTo(14 + 4.30265 * 4 * Math.sqrt(4 / 3.0), within(1e-3));
    assertThat(atMost(bounds, 1)).isEqualTo(atMost(bounds, 0));
    assertThat(bounds.width()).startsWith("limits lie 4.97 standard deviations beyond the mean");
  }

  @Test
  void whereRunsAgreeTheLeastMarginCounts() {
    SuggestedBounds bounds = new SuggestedBounds(0.01);
    bounds.add("A.b", new LayerName("conv_in"), 50, runs(Direction.HIGHER, 10, 10, 10));

    assertThat(atMost(bounds, 0)).isEqualTo(10.5);
  }

  /** Three standard deviations of few runs were exceeded by most sound runs. */
  @ParameterizedTest
  @CsvSource({"3", "5", "10"})
  void theNextSoundRunIsRarelyBeyondAnyOfFiftyBounds(int runs) {
    SplittableRandom random = new SplittableRandom(runs);
    int beyond = 0;
    for (int replicate = 0; replicate < 400; replicate++) {
      SuggestedBounds bounds = new SuggestedBounds(0.05);
      for (int row = 0; row < 50; row++) {
        double[] values =
            DoubleStream.generate(() -> 1e-6 * random.nextGaussian()).limit(runs).toArray();
        List<Metric> metrics = new ArrayList<>();
        for (double value : values) { // about 0, the least margin of 5 % is next to nothing
          metrics.add(Metric.of("own.figure", value, 9, Direction.HIGHER));
        }
        bounds.add("A.b", new LayerName("layers." + row), 50, metrics);
      }
      List<String> lines = bounds.text().lines().skip(1).toList();
      beyond +=
          lines.stream()
                  .anyMatch(
                      line ->
                          1e-6 * random.nextGaussian() > Double.parseDouble(line.split(",", -1)[5]))
              ? 1
              : 0;
    }
    assertThat(beyond).isLessThanOrEqualTo(28); // at 5 % of 400, more come in 5 % of cases
  }
}

package dev.plumbline.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class SeriesTest {

  @Test
  void theMedianIsTheMiddleValue() {
    assertThat(Series.of(9, 1, 4).median()).isEqualTo(4);
    assertThat(Series.of(9, 1, 4, 5).median()).isEqualTo(4.5);
    assertThat(Series.of(7).median()).isEqualTo(7);
  }

  @Test
  void theSpreadIsThatOfAllRounds() {
    Series series = Series.of(9, 1, 4);

    assertThat(series.min()).isEqualTo(1);
    assertThat(series.max()).isEqualTo(9);
  }

  /** The median of ratios is not the ratio of medians: here the second would be 3. */
  @Test
  void ratiosAreTakenRoundByRound() {
    Series ratio = Series.of(2, 30, 6).dividedBy(Series.of(1, 2, 3));

    assertThat(ratio.values()).containsExactly(2.0, 15.0, 2.0);
    assertThat(ratio.median()).isEqualTo(2);
    assertThat(Series.of(2, 30).minus(Series.of(1, 2)).values()).containsExactly(1.0, 28.0);
  }

  @Test
  void otherRoundsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Series.of(1, 2).dividedBy(Series.of(1)))
        .withMessage("2 rounds cannot be held against 1");
    assertThatIllegalArgumentException().isThrownBy(() -> new Series(List.of()));
  }

  @Test
  void unitsAreConverted() {
    assertThat(Series.of(1, 2).times(1e3).values()).containsExactly(1000.0, 2000.0);
  }
}

package dev.plumbline.engine.judge.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.Contributions.Image;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AffectedScenesTest {

  private static Contributions share(double... values) {
    double[] ones = new double[values.length];
    Arrays.fill(ones, 1);
    return Contributions.ratio(
        IntStream.range(0, values.length).mapToObj(i -> new Image("i" + i, "s" + i)).toList(),
        values,
        ones);
  }

  private static Optional<AffectedScenes> affected(Contributions ours, Contributions theirs) {
    return AffectedScenes.of(ours, theirs, 1, 0.1, true);
  }

  @Test
  void scenesAreCountedThatAreBeyondTheLimitByThemselves() {
    assertThat(
            affected(
                share(0, 0, 0, 0, 0.5, 0.2, 0.05), // one more, one fewer, one within the margin
                share(0, 0, 0, 0, 0.1, 0.4, 0)))
        .contains(new AffectedScenes(7, 1, 1, true));
  }

  @Test
  void whatMostScenesHaveIsNotRare() {
    assertThat(affected(share(0, 0, 0.1, 0.2, 0.3), share(0, 0, 0.1, 0.2, 0.3))).isEmpty();
    assertThat(affected(share(0, 0, 0, 0.2), share(0.1, 0.1, 0, 0))).isEmpty();
    assertThat(affected(share(-1, 0, 0, 0), share(0, 0, 0, 0))).isEmpty();
    assertThat(affected(share(0, 0, 0, 0), share(0, 0, 0, 0))).isPresent();
  }

  /** The sums of binomial probabilities are written out: an oracle of its own. */
  @ParameterizedTest
  @CsvSource({"15, 0", "15, 1", "8, 0", "60, 3"})
  void unseenIsTheShareAtWhichSoFewAreRare(int scenes, int more) {
    double share = new AffectedScenes(scenes, more, 0, true).unseen(0.01);

    double asFew = 0;
    double choose = 1;
    for (int k = 0; k <= more; k++) {
      asFew += choose * Math.pow(share, k) * Math.pow(1 - share, scenes - k);
      choose = choose * (scenes - k) / (k + 1);
    }
    assertThat(asFew).isCloseTo(0.01, within(1e-9));
  }

  @Test
  void ofFifteenScenesNoneMeansUpToAQuarter() {
    assertThat(new AffectedScenes(15, 0, 0, true).unseen(0.01)).isCloseTo(0.264, within(5e-4));
    assertThat(new AffectedScenes(3, 3, 0, true).unseen(0.01)).isOne();
  }

  @Test
  void theSignTestIsThatOfTossedCoins() {
    assertThat(new AffectedScenes(30, 0, 7, true).probabilityOfFewer())
        .isCloseTo(1 / 128.0, within(1e-12));
    assertThat(new AffectedScenes(30, 1, 3, true).probabilityOfFewer())
        .isCloseTo(5 / 16.0, within(1e-12));
  }
}

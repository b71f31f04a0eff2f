package dev.plumbline.engine.judge.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.Contributions.Image;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a plain count over all patterns of signs of the candidate's images themselves. */
class ExactSignsTest {

  private static final double FACTOR = 1.2;
  private static final double ADDED = 0.3;

  private final SplittableRandom random = new SplittableRandom(3);

  private static Contributions ratio(double[] above, double[] below) {
    List<Image> scenes =
        IntStream.range(0, above.length)
            .mapToObj(i -> new Image("i" + (char) ('a' + i), "s" + (char) ('a' + i)))
            .toList();
    return Contributions.ratio(scenes, above, below);
  }

  /**
   * With a candidate's sum A, a reference's A' and a size B, what is flipped is A − c·A' − m·B. The
   * flipped candidate is c·A' + m·B ± (A − c·A' − m·B), and its Student's t is worked out from
   * scratch, as if it had been measured.
   */
  @ParameterizedTest
  @ValueSource(ints = {8, 11})
  void theShareOfPatternsIsThatOfCandidatesMadeAnew(int scenes) {
    double[] sizes = random.doubles(scenes, 1, 20).map(Math::floor).toArray();
    double[] theirs = new double[scenes];
    double[] ours = new double[scenes];
    for (int i = 0; i < scenes; i++) {
      theirs[i] = sizes[i] * random.nextDouble(0, 2);
      ours[i] = FACTOR * theirs[i] + sizes[i] * (ADDED + 0.4 + random.nextGaussian());
    }
    Contributions reference = ratio(theirs, sizes);
    Comparison comparison = compared(ours, reference, sizes);
    int asFar = 0;
    for (int pattern = 0; pattern < 1 << scenes; pattern++) {
      double[] flipped = new double[scenes];
      for (int i = 0; i < scenes; i++) {
        double limit = FACTOR * theirs[i] + ADDED * sizes[i];
        flipped[i] = limit + ((pattern >> i & 1) == 1 ? 1 : -1) * (ours[i] - limit);
      }
      double statistic = compared(flipped, reference, sizes).statistic();
      asFar += statistic >= comparison.statistic() * (1 - 1e-9) ? 1 : 0;
    }

    double adjusted =
        new JointTest<>(Map.of("block", List.of(comparison)), 0.01, 1).adjusted(comparison);

    assertThat(comparison.statistic()).isPositive();
    assertThat(adjusted).isCloseTo(Math.scalb((double) asFar, -scenes), within(1e-12));
  }

  private static Comparison compared(double[] ours, Contributions reference, double[] sizes) {
    return Comparison.of(ratio(ours, sizes), reference, FACTOR, ADDED, true, true).orElseThrow();
  }

  /** Draws agree with the count as far as 4,999 draws can. */
  @ParameterizedTest
  @ValueSource(ints = {17, 24})
  void drawnPatternsEstimateTheShare(int scenes) {
    double[] sizes = new double[scenes];
    Arrays.fill(sizes, 1);
    double[] values = random.doubles(scenes, -1, 2).toArray();
    Contributions nothing = ratio(new double[scenes], sizes);
    Comparison comparison =
        Comparison.of(ratio(values, sizes), nothing, 1, 0.1, true, true).orElseThrow();

    double drawn =
        new JointTest<>(Map.of("block", List.of(comparison)), 0.01, 1).adjusted(comparison);

    double sum = Arrays.stream(values).map(value -> value - 0.1).sum();
    int asFar = 0; // with equal sizes, t is the larger the larger the sum is
    for (int pattern = 0; pattern < 1 << scenes; pattern++) {
      double flipped = 0;
      for (int i = 0; i < scenes; i++) {
        flipped += ((pattern >> i & 1) == 1 ? 1 : -1) * (values[i] - 0.1);
      }
      asFar += flipped >= sum - 1e-9 ? 1 : 0;
    }
    double exact = Math.scalb((double) asFar, -scenes);
    assertThat(drawn).isCloseTo(exact, within(1e-3 + 4 * Math.sqrt(exact / 5000)));
  }
}

package dev.plumbline.engine.judge.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.Contributions.Image;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a plain count over all ways of exchanging scenes of two samples that weigh alike. */
class ExactExchangeTest {

  private static final double FACTOR = 1.2;
  private static final double ADDED = 0.3;

  private final SplittableRandom random = new SplittableRandom(3);

  private static Contributions ratio(List<double[]> scenes) {
    return Contributions.ratio(
        IntStream.range(0, scenes.size())
            .mapToObj(i -> new Image("i" + (char) ('a' + i), "s" + (char) ('a' + i)))
            .toList(),
        scenes.stream().mapToDouble(scene -> scene[0]).toArray(),
        scenes.stream().mapToDouble(scene -> scene[1]).toArray());
  }

  /** Draws sums and sizes; sizes are 3 in the mean. */
  private List<double[]> scenes(int count, double mean) {
    return IntStream.range(0, count)
        .mapToObj(i -> i % 2 == 0 ? 1.0 : 5.0)
        .map(size -> new double[] {size * (mean + random.nextGaussian()), size})
        .toList();
  }

  /**
   * Half of the scenes of each sample weigh 1, and half weigh 5. What is exchanged are the
   * candidate's (A, B) and the reference's (c·A' + m·B', B'). Each deal is compared as if both had
   * been measured, at a limit of 0.
   */
  @ParameterizedTest
  @CsvSource({"8, 8", "8, 12"})
  void theShareOfDealsIsThatOfSamplesMadeAnew(int first, int second) {
    List<double[]> ours = scenes(first, 2);
    List<double[]> theirs = scenes(second, 0.5);
    Comparison comparison =
        Comparison.of(ratio(ours), ratio(theirs), FACTOR, ADDED, true, false).orElseThrow();
    assertThat(first % 4 + second % 4).as("so that no stratum has both sizes").isZero();
    double[][] all = new double[first + second][];
    for (int i = 0; i < all.length; i++) {
      double[] scene = i < first ? ours.get(i) : theirs.get(i - first);
      all[i] = i < first ? scene : new double[] {FACTOR * scene[0] + ADDED * scene[1], scene[1]};
    }
    int asFar = 0;
    int deals = 0;
    for (int pattern = 0; pattern < 1 << all.length; pattern++) {
      if (keepsStrata(pattern, first, second)) {
        int sides = pattern;
        double statistic =
            Comparison.of(
                    ratio(side(all, i -> (sides >> i & 1) == 1)),
                    ratio(side(all, i -> (sides >> i & 1) == 0)),
                    1,
                    0,
                    true,
                    false)
                .orElseThrow()
                .statistic();
        asFar += statistic >= comparison.statistic() * (1 - 1e-9) ? 1 : 0;
        deals++;
      }
    }

    double adjusted =
        new JointTest<>(Map.of("block", List.of(comparison)), 0.01, 1).adjusted(comparison);

    assertThat(comparison.isPaired()).isFalse();
    assertThat(comparison.statistic()).isPositive();
    assertThat(adjusted)
        .isCloseTo(Math.max((double) asFar / deals, Math.scalb(1.0, -first)), within(1e-12));
  }

  /** Scenes lie in the order of their numbers within a size: first the even ones, then the odd. */
  private static boolean keepsStrata(int pattern, int first, int second) {
    int strata = first / 2;
    int[] chosen = new int[strata];
    for (int i = 0; i < first + second; i++) {
      int of = i < first ? first : second;
      int number = i < first ? i : i - first;
      int rank = number / 2 + (number % 2 == 0 ? 0 : of / 2);
      chosen[((rank + 1) * strata - 1) / of] += pattern >> i & 1;
    }
    return Arrays.stream(chosen).allMatch(count -> count == 2);
  }

  private static List<double[]> side(double[][] scenes, IntPredicate isOn) {
    return IntStream.range(0, scenes.length).filter(isOn).mapToObj(i -> scenes[i]).toList();
  }

  @Test
  void allDealsAreGoneThroughOnceAndTheScenesAsTheyAreAreAmongThem() {
    double[] weights = {1, 8, 2, 7, 3, 6, 4, 5, 1, 8, 2, 7, 3, 6, 4, 5};
    List<Stratum> strata =
        Stratum.of(IntStream.range(0, 8).toArray(), IntStream.range(8, 16).toArray(), weights);

    ScenePatterns patterns = ScenePatterns.sides(16, strata, 1);

    Set<List<Byte>> different = new HashSet<>();
    for (byte[] sides : patterns.arranged()) {
      assertThat(count(sides)).isEqualTo(8);
      different.add(List.of(sides[0], sides[1], sides[2], sides[3]));
    }
    assertThat(strata.get(0).scenes()).containsExactly(0, 2, 8, 10);
    assertThat(strata.get(3).scenes()).containsExactly(3, 1, 11, 9);
    assertThat(patterns.areAll()).isTrue();
    assertThat(different)
        .hasSize(6 * 6 * 6 * 6)
        .contains(List.of((byte) 15, (byte) 15, (byte) 0, (byte) 0));
  }

  @Test
  void drawnDealsKeepTheNumbersOfEachStratum() {
    List<Stratum> strata =
        Stratum.of(
            IntStream.range(0, 15).toArray(),
            IntStream.range(15, 45).toArray(),
            random.doubles(45).toArray());

    ScenePatterns patterns = ScenePatterns.sides(45, strata, 1);

    assertThat(strata).hasSize(7);
    assertThat(patterns.areAll()).isFalse();
    assertThat(patterns.arranged()).hasDimensions(4999, 12);
    for (Stratum stratum : strata) {
      assertThat(stratum.first()).isBetween(2, 3);
      assertThat(Arrays.stream(patterns.arranged()))
          .allSatisfy(
              sides ->
                  assertThat(
                          Arrays.stream(stratum.scenes())
                              .map(scene -> sides[scene / 4] >> (scene % 4) & 1)
                              .sum())
                      .isEqualTo(stratum.first()));
    }
  }

  private static int count(byte[] sides) {
    return IntStream.range(0, sides.length).map(i -> Integer.bitCount(sides[i])).sum();
  }

  /** Where a run has both kinds, a chance of the one or of the other is the more likely. */
  @Test
  void bothKindsTogetherAreAsLikelyAsOneOfTwoIndependentOnes() {
    Contributions ours = ratio(scenes(9, 1.5));
    Contributions theirs = ratio(scenes(9, 0.5));
    Comparison two = Comparison.of(ours, theirs, 1, 0.1, true, false).orElseThrow();
    Comparison paired = Comparison.of(ours, theirs, 1, 0.1, true, true).orElseThrow();

    double ofTwo = new JointTest<>(Map.of("a", List.of(two)), 0.01, 1).adjusted(two);
    JointTest<String> alone = new JointTest<>(Map.of("b", List.of(paired)), 0.01, 1);
    JointTest<String> both =
        new JointTest<>(Map.of("a", List.of(two), "b", List.of(paired)), 0.01, 1);

    double ofPaired = alone.adjusted(two); // the same distance, among the other kind
    assertThat(both.adjusted(two))
        .isCloseTo(1 - (1 - ofTwo) * (1 - ofPaired), within(1e-12))
        .isGreaterThan(ofTwo);
    assertThat(both.critical(two)).isGreaterThanOrEqualTo(alone.critical(paired));
  }
}

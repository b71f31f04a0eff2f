package dev.plumbline.engine.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.Contributions.Image;
import dev.plumbline.engine.judge.statistics.Comparison;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often verdicts err, and what they find, on scenes of very unequal sizes whose truth is known.
 * Seeds are fixed. docs/simulations.md has the same with more runs.
 */
@Tag("heavy")
class FamilyErrorTest {

  private static final double RATE = 0.01;
  private static final double LIMIT = 0.1;
  private static final int[] SIZES = {1, 2, 3, 5, 8, 12};

  private static List<Image> scenes(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Image(String.format("i%02d", i), String.format("s%02d", i)))
        .toList();
  }

  private static Contributions sums(double[] means) {
    double[] sizes = new double[means.length];
    Arrays.setAll(sizes, scene -> SIZES[scene % SIZES.length]);
    double[] sums = new double[means.length];
    Arrays.setAll(sums, scene -> sizes[scene] * means[scene]);
    return Contributions.ratio(scenes(means.length), sums, sizes);
  }

  private static Family.Placed placed(String block, Comparison comparison) {
    return new Family.Placed(
        new Family.Place("tiny", 50, block, "m", "base", true, comparison.isPaired()), comparison);
  }

  /**
   * Draws a run of leaves in blocks of five, which have half of their variance in common.
   *
   * @param shift how far the truth of a leaf is beyond its limit, in standard deviations of a scene
   */
  private static List<Family.Placed> run(
      int leaves,
      int scenes,
      boolean isPaired,
      IntToDoubleFunction shift,
      SplittableRandom random) {
    double[][] common = new double[2][scenes];
    List<Family.Placed> run = new ArrayList<>();
    for (int leaf = 0; leaf < leaves; leaf++) {
      double[] theirs = new double[scenes];
      double[] ours = new double[scenes];
      for (int i = 0; i < scenes; i++) {
        if (leaf % 5 == 0) {
          common[0][i] = random.nextGaussian();
          common[1][i] = random.nextGaussian();
        }
        theirs[i] = 5 + Math.sqrt(0.5) * (common[0][i] + random.nextGaussian());
        ours[i] =
            (isPaired ? theirs[i] : 5)
                + LIMIT
                + shift.applyAsDouble(leaf)
                + Math.sqrt(0.5) * (common[1][i] + random.nextGaussian());
      }
      run.add(
          placed(
              "block" + leaf / 5,
              Comparison.of(sums(ours), sums(theirs), 1, LIMIT, true, isPaired).orElseThrow()));
    }
    return run;
  }

  private static Set<Integer> red(List<Family.Placed> run, double rate, long seed) {
    Family family = Family.of(run, rate, seed);
    Set<Integer> red = new TreeSet<>();
    for (int leaf = 0; leaf < run.size(); leaf++) {
      if (family.decide(run.get(leaf)).verdict() == Decision.Verdict.BEYOND) {
        red.add(leaf);
      }
    }
    return red;
  }

  /** At 5 %, so that few runs tell: of 200 at most 15 are red with 95 %. */
  @ParameterizedTest
  @CsvSource({"8, true", "15, true", "30, true"})
  void atTheLimitARunIsRedAtItsErrorRate(int scenes, boolean isPaired) {
    SplittableRandom random = new SplittableRandom(5);
    int red = 0;
    for (int run = 0; run < 200; run++) {
      red += red(run(20, scenes, isPaired, leaf -> 0, random), 0.05, run).isEmpty() ? 0 : 1;
    }
    assertThat(red).isLessThanOrEqualTo(15);
  }

  @ParameterizedTest
  @CsvSource({"15", "30"})
  void ofTwoSamplesToo(int scenes) {
    SplittableRandom random = new SplittableRandom(6);
    int red = 0;
    for (int run = 0; run < 100; run++) {
      red += red(run(20, scenes, false, leaf -> 0, random), 0.05, run).isEmpty() ? 0 : 1;
    }
    assertThat(red).isLessThanOrEqualTo(9);
  }

  /** The standard error in units of a scene's deviation, of a mean weighted by these sizes. */
  private static double standardError(int scenes) {
    double squares = 0;
    double sum = 0;
    for (int i = 0; i < scenes; i++) {
      double size = SIZES[i % SIZES.length];
      squares += size * size;
      sum += size;
    }
    return Math.sqrt(squares) / sum;
  }

  @ParameterizedTest
  @CsvSource({"15, 0.51", "30, 0.63"})
  void aLeafBeyondItsLimitIsFoundAmongManyThatAreNot(int scenes, double power) {
    double error = standardError(scenes);
    SplittableRandom random = new SplittableRandom(7);
    int found = 0;
    for (int run = 0; run < 200; run++) {
      Set<Integer> red =
          red(run(60, scenes, true, leaf -> (leaf == 7 ? 3 : -12) * error, random), RATE, run);
      assertThat(red).isSubsetOf(7);
      found += red.isEmpty() ? 0 : 1;
    }
    assertThat(found / 200.0).isGreaterThanOrEqualTo(power - 0.05);
  }

  @Test
  void aBlockOfWhichNoLeafIsFarBeyondIsFound_andTheFarthestBearsIt() {
    double error = standardError(15);
    SplittableRandom random = new SplittableRandom(8);
    int found = 0;
    int alone = 0;
    for (int run = 0; run < 200; run++) {
      List<Family.Placed> leaves =
          run(60, 15, true, leaf -> (leaf / 5 == 3 ? 2 : -12) * error, random);
      Set<Integer> red = red(leaves, RATE, run);
      assertThat(red).isSubsetOf(15, 16, 17, 18, 19);
      found += red.isEmpty() ? 0 : 1;
      Family apart =
          Family.of(
              IntStream.range(0, 60)
                  .mapToObj(leaf -> placed("alone" + leaf, leaves.get(leaf).comparison()))
                  .toList(),
              RATE,
              run);
      alone +=
          IntStream.range(0, 60)
                  .mapToObj(leaf -> placed("alone" + leaf, leaves.get(leaf).comparison()))
                  .anyMatch(one -> apart.decide(one).verdict() == Decision.Verdict.BEYOND)
              ? 1
              : 0;
    }
    assertThat(found).isGreaterThan(alone);
    assertThat(found).isGreaterThan(70); // and of 200 with a block of its own for each, 40
  }

  /** Of 8 scenes, and of two samples of 8, all patterns of signs are gone through. */
  @ParameterizedTest
  @CsvSource({"true", "false"})
  void atEightScenesVerdictsDoNotDependOnTheSeed(boolean isPaired) {
    SplittableRandom random = new SplittableRandom(9);
    int beyond = 0;
    double shift = isPaired ? 1.5 : 3;
    for (int run = 0; run < 5; run++) {
      List<Family.Placed> leaves = run(10, 8, isPaired, leaf -> leaf == 0 ? shift : 0, random);
      Set<Integer> first = red(leaves, 0.05, 0);
      for (long seed = 1; seed < 4; seed++) {
        assertThat(red(leaves, 0.05, seed)).isEqualTo(first);
      }
      beyond += first.size();
    }
    assertThat(beyond).isPositive(); // else the same would be said of what never decides
  }

  /** Anomalies in 5 % of scenes, ten times as many in the mean as the margin allows. */
  @ParameterizedTest
  @CsvSource({
    "8, true", "15, true", "30, true", "60, true",
    "8, false", "15, false", "30, false", "60, false"
  })
  void sparseAnomaliesAreNotPassedWithConfidence(int scenes, boolean isPaired) {
    SplittableRandom random = new SplittableRandom(10);
    int confident = 0;
    int passed = 0;
    for (int run = 0; run < 400; run++) {
      double[] theirs = new double[scenes];
      double[] ours = new double[scenes];
      for (int i = 0; i < scenes; i++) {
        ours[i] = random.nextDouble() < 0.05 ? random.nextDouble(0.001, 0.003) : 0;
      }
      Comparison comparison =
          Comparison.of(sums(ours), sums(theirs), 1, 1e-5, true, isPaired).orElseThrow();
      Family.Placed placed = placed("block", comparison);
      Decision decision = Family.of(List.of(placed), RATE, run).decide(placed);
      if (decision.verdict() == Decision.Verdict.WITHIN) {
        passed++;
        confident += decision.unseen().isEmpty() ? 1 : 0;
        decision.unseen().ifPresent(share -> assertThat(share).isGreaterThanOrEqualTo(0.05));
      }
    }
    assertThat(confident).isLessThanOrEqualTo(4);
    assertThat(passed / 400.0).isCloseTo(Math.pow(0.95, scenes), within(0.075));
  }

  @Test
  void whatCouldGoUnseenIsSaid() {
    Contributions none = sums(new double[15]);
    Comparison comparison = Comparison.of(none, none, 1, 1e-5, true, true).orElseThrow();
    Family.Placed placed = placed("block", comparison);

    Decision decision = Family.of(List.of(placed), RATE, 1).decide(placed);

    assertThat(decision.verdict()).isEqualTo(Decision.Verdict.WITHIN);
    assertThat(decision.unseen().orElseThrow())
        .isCloseTo(1 - Math.pow(0.01, 1 / 15.0), within(1e-9));
  }
}

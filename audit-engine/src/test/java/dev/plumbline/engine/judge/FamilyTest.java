package dev.plumbline.engine.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.Contributions.Image;
import dev.plumbline.engine.judge.statistics.Comparison;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Simulations have fixed seeds: they say the same every time. */
class FamilyTest {

  private static final double RATE = 0.05;

  private static List<Image> images(int scenes, int perScene) {
    return IntStream.range(0, scenes * perScene)
        .mapToObj(i -> new Image("image" + i, "scene" + i / perScene))
        .toList();
  }

  private static Contributions mean(double[] values) {
    double[] ones = new double[values.length];
    Arrays.fill(ones, 1);
    return Contributions.ratio(images(values.length / 2, 2), values, ones);
  }

  /** Figures of two checkpoints at some leaves, which have the scenes' peculiarities in common. */
  private static List<Comparison> leaves(
      int leaves, int scenes, double shift, boolean sameInputs, SplittableRandom random) {
    double[] common = random.doubles(2L * scenes, -1, 1).toArray();
    List<Comparison> comparisons = new ArrayList<>();
    for (int leaf = 0; leaf < leaves; leaf++) {
      double[] base = new double[2 * scenes];
      double[] candidate = new double[2 * scenes];
      for (int i = 0; i < base.length; i++) {
        double image = sameInputs ? common[i] : random.nextDouble(-1, 1);
        double ours = sameInputs ? common[i] : random.nextDouble(-1, 1);
        base[i] = image + 0.3 * random.nextDouble(-1, 1);
        candidate[i] = (leaf == 0 ? shift : 0) + ours + 0.3 * random.nextDouble(-1, 1);
      }
      comparisons.add(
          Comparison.of(mean(candidate), mean(base), 1, 0, true, sameInputs).orElseThrow());
    }
    return comparisons;
  }

  /** Judges comparisons each of which is in a block of its own. */
  private static List<Decision> decide(List<Comparison> comparisons, double rate, long seed) {
    List<Family.Placed> placed =
        IntStream.range(0, comparisons.size())
            .mapToObj(i -> new Family.Placed(place("block" + i), comparisons.get(i)))
            .toList();
    Family family = Family.of(placed, rate, seed);
    return placed.stream().map(family::decide).toList();
  }

  private static Family.Place place(String block) {
    return new Family.Place("tiny", 50, block, "m", "base", true, true);
  }

  private static boolean isRed(List<Decision> decisions) {
    return decisions.stream().anyMatch(one -> one.verdict() == Decision.Verdict.BEYOND);
  }

  private static double shareOfRedRuns(int runs, double shift, boolean sameInputs) {
    SplittableRandom random = new SplittableRandom(7);
    int red = 0;
    for (int run = 0; run < runs; run++) {
      List<Comparison> comparisons = leaves(30, 17, shift, sameInputs, random);
      red += isRed(decide(comparisons, RATE, run)) ? 1 : 0;
    }
    return red / (double) runs;
  }

  @Test
  void aRunOfManyLeavesIsRarelyRedWhereNothingChanged() {
    assertThat(shareOfRedRuns(120, 0, true)).isLessThanOrEqualTo(0.09);
    assertThat(shareOfRedRuns(120, 0, false)).isLessThanOrEqualTo(0.09);
  }

  @Test
  void whatIsWorseAtOneLeafIsFoundAmongMany() {
    assertThat(shareOfRedRuns(40, 0.5, true)).isGreaterThan(0.95);
  }

  @Test
  void pairingFindsWhatIndependentSamplesCannot() {
    assertThat(shareOfRedRuns(40, 0.3, true)).isGreaterThan(shareOfRedRuns(40, 0.3, false) + 0.3);
  }

  /** One leaf is far beyond its limit, each scene by about as much, and others far within. */
  private static List<Comparison> planted(int scenes, boolean sameInputs) {
    SplittableRandom random = new SplittableRandom(3);
    List<Comparison> comparisons = new ArrayList<>();
    for (int leaf = 0; leaf < 40; leaf++) {
      double[] base = random.doubles(2L * scenes, -1, 1).toArray();
      double shift = leaf == 0 ? 1000 : -1000;
      double[] candidate =
          Arrays.stream(base).map(v -> v + shift + random.nextDouble(-1, 1)).toArray();
      comparisons.add(
          Comparison.of(mean(candidate), mean(base), 1, 0, true, sameInputs).orElseThrow());
    }
    return comparisons;
  }

  @ParameterizedTest
  @CsvSource({
    "2, INCONCLUSIVE",
    "3, INCONCLUSIVE",
    "7, INCONCLUSIVE",
    "8, BEYOND",
    "10, BEYOND",
    "30, BEYOND"
  })
  void noPatternOfSignsOfFewScenesIsRareEnough(int scenes, Decision.Verdict verdict) {
    for (boolean sameInputs : new boolean[] {true, false}) {
      Decision decision = decide(planted(scenes, sameInputs), 0.01, 1).get(0);

      assertThat(decision.verdict()).as("same inputs: %s", sameInputs).isEqualTo(verdict);
      if (verdict == Decision.Verdict.INCONCLUSIVE) {
        assertThat(decision.adjusted().orElseThrow()).isGreaterThanOrEqualTo(Math.pow(2, -scenes));
        assertThat(scenes * 2L + decision.moreImages().orElseThrow()).isGreaterThanOrEqualTo(16);
      }
    }
  }

  /** Leaves that differ by chance alone, at their limits, in what few scenes have in common. */
  @ParameterizedTest
  @CsvSource({"7, true", "10, true", "8, false", "12, false"})
  void fewScenesRarelyTurnARunOfManyLeavesRed(int scenes, boolean sameInputs) {
    SplittableRandom random = new SplittableRandom(11);
    int red = 0;
    int runs = 100;
    for (int run = 0; run < runs; run++) {
      red += isRed(decide(leaves(60, scenes, 0, sameInputs, random), RATE, run)) ? 1 : 0;
    }
    assertThat(red / (double) runs).isLessThanOrEqualTo(0.11);
  }

  @Test
  void whatDoesNotVaryIsDecidedByItself() {
    double[] values = {1, 2, 3, 4};
    Comparison same = Comparison.of(mean(values), mean(values), 1, 0, true, true).orElseThrow();
    Comparison beyond =
        Comparison.of(mean(values), mean(values), 1, -0.001, true, true).orElseThrow();
    List<Decision> decisions = decide(List.of(same, beyond), RATE, 1);

    assertThat(decisions.get(0).verdict()).isEqualTo(Decision.Verdict.WITHIN);
    assertThat(decisions.get(1).verdict()).isEqualTo(Decision.Verdict.BEYOND);
    assertThat(decisions.get(1).sureness())
        .isEqualTo("the same in each of 2 scenes that both saw (few: rough)");
  }

  @Test
  void imagesThatOnlyOneSawHaveNoPartInAPairedComparison() {
    Contributions ours =
        Contributions.ratio(images(3, 1), new double[] {1, 2, 30}, new double[] {1, 1, 1});
    Contributions theirs =
        Contributions.ratio(images(2, 1), new double[] {1, 1}, new double[] {1, 1});

    Comparison comparison = Comparison.of(ours, theirs, 1, 0, true, true).orElseThrow();

    assertThat(comparison.excess()).isEqualTo(0.5);
    assertThat(comparison.images()).isEqualTo(2);
  }

  @Test
  void atLeastIsTheOtherWayRound() {
    Comparison comparison =
        Comparison.of(
                mean(new double[] {1, 2, 3, 4}),
                mean(new double[] {3, 4, 5, 7}),
                0.5,
                1,
                false,
                true)
            .orElseThrow();

    assertThat(comparison.excess()).isEqualTo(0.5 * 4.75 + 1 - 2.5);
  }

  @Test
  void aSingleSceneTellsNothing() {
    Contributions one = mean(new double[] {1, 2});

    assertThat(Comparison.of(one, one, 1, 0, true, true)).isEmpty();
  }
}

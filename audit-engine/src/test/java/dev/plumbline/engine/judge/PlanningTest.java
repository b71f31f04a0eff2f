package dev.plumbline.engine.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.Contributions.Image;
import dev.plumbline.engine.judge.statistics.Comparison;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanningTest {

  private static final double RATE = 0.01;
  private static final double MARGIN = 0.5;

  private static Contributions mean(double[] values) {
    double[] ones = new double[values.length];
    Arrays.fill(ones, 1);
    return Contributions.ratio(
        IntStream.range(0, values.length).mapToObj(i -> new Image("i" + i, "s" + i)).toList(),
        values,
        ones);
  }

  /** A candidate whose scenes differ from the reference's by a mean, and a deviation of 1. */
  private static Family.Placed compared(int scenes, double by, SplittableRandom random) {
    double[] ours = random.doubles(scenes).map(v -> by + random.nextGaussian()).toArray();
    Comparison comparison =
        Comparison.of(mean(ours), mean(new double[scenes]), 1, MARGIN, true, true).orElseThrow();
    return new Family.Placed(
        new Family.Place("tiny", 50, "block", "m", "base", true, true), comparison);
  }

  private static double found(int runs, int scenes, double by, SplittableRandom random) {
    int found = 0;
    for (int run = 0; run < runs; run++) {
      Family.Placed placed = compared(scenes, by, random);
      found +=
          Family.of(List.of(placed), RATE, run).decide(placed).verdict() == Decision.Verdict.BEYOND
              ? 1
              : 0;
    }
    return (double) found / runs;
  }

  /** The change is the mean of what many runs say, since each knows its own error only roughly. */
  @ParameterizedTest
  @CsvSource({"15", "30", "60"})
  void theChangeIsFoundInFourOfFiveRuns(int scenes) {
    SplittableRandom random = new SplittableRandom(scenes);
    double change =
        IntStream.range(0, 200)
            .mapToDouble(
                run -> {
                  Family.Placed placed = compared(scenes, 0, random);
                  return Family.of(List.of(placed), RATE, run)
                      .planning()
                      .change(placed.comparison())
                      .orElseThrow();
                })
            .average()
            .orElseThrow();

    assertThat(found(300, scenes, change, random)).isCloseTo(0.8, within(0.08));
    assertThat(found(300, scenes, MARGIN + (change - MARGIN) / 2, random)).isLessThan(0.5);
  }

  @Test
  void theNumberOfScenesFindsTheChange() {
    SplittableRandom random = new SplittableRandom(1);
    double wanted = MARGIN + 0.5;
    double scenes =
        IntStream.range(0, 200)
            .mapToDouble(
                run -> {
                  Family.Placed placed = compared(20, 0, random);
                  return Family.of(List.of(placed), RATE, run)
                      .planning()
                      .scenes(placed.comparison(), wanted)
                      .orElseThrow();
                })
            .average()
            .orElseThrow();

    // with a deviation of 1 and (2.326 + 0.842)² / 0.5² it would be 40 if the error were known
    assertThat(scenes).isBetween(40.0, 55.0);
    assertThat(found(300, (int) scenes, wanted, random)).isBetween(0.78, 0.95);
  }

  @Test
  void whatTheMarginAllowsNoNumberOfScenesFinds() {
    Family.Placed placed = compared(20, 0, new SplittableRandom(1));
    Planning planning = Family.of(List.of(placed), RATE, 1).planning();

    assertThat(planning.scenes(placed.comparison(), MARGIN)).isEmpty();
  }

  @Test
  void tooFewScenesFindNothing_andTheRemarkSaysHowManyDo() {
    Family.Placed placed = compared(7, 0, new SplittableRandom(1));
    Planning planning = Family.of(List.of(placed), RATE, 1).planning();

    assertThat(planning.change(placed.comparison())).isEmpty();
    assertThat(planning.remarks(List.of(placed), Map.of()))
        .containsOnlyKeys("tiny")
        .hasEntrySatisfying(
            "tiny",
            said ->
                assertThat(said.get(0)).endsWith(": m on 7 scenes none, which takes 8 or more"));
  }

  @Test
  void theRemarkHasAChangeAndWhatHalfOfItTakes() {
    Family.Placed placed = compared(30, 0, new SplittableRandom(2));
    Planning planning = Family.of(List.of(placed), RATE, 1).planning();

    assertThat(planning.remarks(List.of(placed), Map.of()).get("tiny").get(0))
        .matches(".*: m by 1\\.\\d on 30 scenes, by 0\\.\\d+ on about 120 \\(margin 0\\.50\\)");
  }

  /** A figure at 1.5 standard errors: at 20 scenes 2.54 are needed, and 0.84 more for the power. */
  @Test
  void whatIsNotDecidedSaysHowManyImagesWouldDoWithFourInFive() {
    SplittableRandom random = new SplittableRandom(4);
    Family.Placed placed = compared(20, MARGIN, random);
    while (Math.abs(placed.comparison().statistic() + 1.5) > 0.05) {
      placed = compared(20, MARGIN, random);
    }
    Decision decision = Family.of(List.of(placed), RATE, 1).decide(placed);

    double t = placed.comparison().statistic();
    double ratio = (2.5395 + 0.8416) / t; // the 1 % point of t with 19 degrees of freedom
    assertThat(decision.verdict()).isEqualTo(Decision.Verdict.INCONCLUSIVE);
    assertThat(decision.moreImages()).hasValue((long) Math.ceil(20 * (ratio * ratio - 1)));
  }
}

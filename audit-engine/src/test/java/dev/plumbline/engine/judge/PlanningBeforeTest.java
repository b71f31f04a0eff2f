package dev.plumbline.engine.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.Contributions.Image;
import dev.plumbline.api.Direction;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.Metric;
import dev.plumbline.api.Subject;
import dev.plumbline.engine.judge.statistics.Comparison;
import java.io.StringReader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is said before a run, held against many runs that are then made. */
class PlanningBeforeTest {

  private static final double RATE = 0.01;
  private static final int RUNS = 300;
  private static final String NAME = "similarity.own"; // of which the least margin is 0.01
  private static final Subject SUBJECT = new Subject("tiny", new LayerName("mid_block.a"), 50);

  private static double[] normal(int scenes, double mean, SplittableRandom random) {
    return IntStream.range(0, scenes).mapToDouble(i -> mean + random.nextGaussian()).toArray();
  }

  private static Metric metric(double[] values) {
    double[] ones = new double[values.length];
    Arrays.fill(ones, 1);
    Contributions given =
        Contributions.ratio(
            IntStream.range(0, values.length).mapToObj(i -> new Image("i" + i, "s" + i)).toList(),
            values,
            ones);
    return Metric.of(NAME, given.value().orElseThrow(), values.length, Direction.HIGHER)
        .withContributions(given);
  }

  private static List<String> before(Metric recorded, int scenes, Map<String, Double> wanted) {
    return before(recorded, scenes, wanted, BoundsFile.empty());
  }

  private static List<String> before(
      Metric recorded, int scenes, Map<String, Double> wanted, BoundsFile rows) {
    return Planning.before(
        List.of(new Planning.Recorded("A.b", SUBJECT, recorded)), rows, scenes, RATE, 1, wanted);
  }

  /** Returns the numbers of a line. */
  private static double[] numbers(String line) {
    Matcher matcher = Pattern.compile("\\d+(\\.\\d+)?(?= |\\)|,|;|$)").matcher(line);
    return matcher.results().mapToDouble(found -> Double.parseDouble(found.group())).toArray();
  }

  /** Returns in which share of runs a change is found, each with a baseline of its own. */
  private static double found(
      int scenes,
      ToDoubleFunction<Metric> changes,
      boolean sameImages,
      double shared,
      SplittableRandom random) {
    int found = 0;
    for (int run = 0; run < RUNS; run++) {
      double[] then = normal(scenes, 0, random);
      double change = changes.applyAsDouble(metric(then));
      double[] now = normal(scenes, 0, random);
      for (int i = 0; i < scenes; i++) {
        now[i] = change + Math.sqrt(shared) * then[i] + Math.sqrt(1 - shared) * now[i];
      }
      Metric recorded = metric(then);
      Comparison comparison =
          Comparison.of(
                  metric(now).contributions().orElseThrow(),
                  recorded.contributions().orElseThrow(),
                  1,
                  BaselineMargin.of(recorded, sameImages).width(),
                  true,
                  sameImages)
              .orElseThrow();
      Family.Placed placed =
          new Family.Placed(
              new Family.Place("tiny", 50, "mid_block", NAME, "baseline", true, sameImages),
              comparison);
      Decision decision = Family.of(List.of(placed), RATE, run).decide(placed);
      found += decision.verdict() == Decision.Verdict.BEYOND ? 1 : 0;
    }
    return (double) found / RUNS;
  }

  /** Returns a number of what is said of a baseline with as many scenes. */
  private static ToDoubleFunction<Metric> said(int column) {
    return recorded ->
        numbers(before(recorded, (int) recorded.sampleSize(), Map.of()).get(0))[column];
  }

  @Test
  void onOtherImagesTheChangeIsFoundInFourOfFiveRuns() {
    SplittableRandom random = new SplittableRandom(1);
    ToDoubleFunction<Metric> change = said(4);

    assertThat(change.applyAsDouble(metric(normal(30, 0, random)))).isBetween(1.8, 2.8);
    assertThat(found(30, change, false, 0, random)).isCloseTo(0.8, within(0.08));
    assertThat(found(30, recorded -> 0.8 * change.applyAsDouble(recorded), false, 0, random))
        .isLessThan(0.4);
  }

  @Test
  void onTheSameImagesTheChangeLiesBetweenWhatIsSaid() {
    SplittableRandom random = new SplittableRandom(2);
    ToDoubleFunction<Metric> least = said(0);
    ToDoubleFunction<Metric> most = said(1);

    assertThat(found(30, most, true, 0, random)).isCloseTo(0.8, within(0.08));
    assertThat(found(30, most, true, 0.9, random)).isGreaterThan(0.95);
    assertThat(found(30, least, true, 0.99, random)).isLessThan(0.2);
  }

  @Test
  void asManyScenesAsAreSaidFindAWantedChange() {
    SplittableRandom random = new SplittableRandom(3);
    double[] takes =
        IntStream.range(0, 100)
            .mapToObj(run -> before(metric(normal(20, 0, random)), 20, Map.of(NAME, 1.5)).get(1))
            .map(line -> numbers(line.replaceFirst(".* takes ", "")))
            .reduce((a, b) -> new double[] {a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]})
            .orElseThrow();
    int paired = (int) Math.round(takes[0] / 100);
    int unpaired = (int) Math.round(takes[2] / 100);

    assertThat(takes[0]).as("there is one layer").isEqualTo(takes[1]);
    assertThat(found(paired, recorded -> 1.5, true, 0, random)).isBetween(0.7, 0.95);
    assertThat(found(unpaired, recorded -> 1.5, false, 0, random)).isBetween(0.72, 0.95);
    assertThat(unpaired).isGreaterThan(3 * paired);
  }

  @Test
  void aRowThatSaysByHowMuchGoesBeforeTheMarginAndNoNumberOfScenesFindsWhatItAllows() {
    BoundsFile rows =
        BoundsFile.read(
            new StringReader(
                "audit,metric,layer,timestep,at_least,at_most\n*,*,*,*,,baseline + 0.5\n"),
            "b.csv",
            List.of("baseline"));
    Metric recorded = metric(normal(30, 3, new SplittableRandom(4)));

    List<String> lines = before(recorded, 30, Map.of(NAME, 0.4), rows);

    assertThat(lines.get(0)).startsWith(NAME + " on the same images by 0.50 to 1.");
    assertThat(lines.get(1))
        .contains("at most no number of scenes, as up to 0.50 nothing counts as worse");
  }

  @Test
  void moreScenesThanWereRecordedFindLess_andTooFewFindNothing() {
    Metric recorded = metric(normal(30, 3, new SplittableRandom(5)));
    double asMany = numbers(before(recorded, 30, Map.of()).get(0))[4];
    double more = numbers(before(recorded, 300, Map.of()).get(0))[4];

    assertThat(more).isLessThan(asMany);
    assertThat(before(metric(normal(7, 3, new SplittableRandom(5))), 7, Map.of()))
        .containsExactly(NAME + " by nothing: it takes 8 scenes");
  }

  @Test
  void whereNoSceneDiffersNobodyKnows() {
    Metric recorded = metric(new double[12]);

    assertThat(before(recorded, 12, Map.of(NAME, 0.1)))
        .containsExactly(
            NAME
                + " by 0.1 takes an unknown number of scenes: no recorded one differs from another");
  }
}

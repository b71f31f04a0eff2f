package dev.plumbline.engine.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.Contributions.Image;
import dev.plumbline.api.Direction;
import dev.plumbline.api.Metric;
import dev.plumbline.engine.judge.statistics.SceneSums;
import dev.plumbline.engine.plan.SeenScenes;
import dev.plumbline.engine.plan.SeenScenes.Scene;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EarlyRuleTest {

  private static final double RATE = 0.05;
  private static final EarlyRule RULE = new EarlyRule(RATE, RATE);

  /** What images of a run give to a share. */
  private enum Images {
    COIN,
    RARE,
    BELL;

    double draw(Random random) {
      return switch (this) {
        case COIN -> random.nextDouble() < 0.3 ? 1 : 0;
        case RARE -> random.nextDouble() < 0.02 ? 1 : 0.01 * random.nextDouble();
        case BELL -> Math.min(1, Math.max(0, 0.5 + 0.1 * random.nextGaussian()));
      };
    }
  }

  /** A run's images, scene by scene in the order in which they come. */
  private record Run(List<Scene> scenes, List<List<Double>> values) {

    static Run of(int scenes, int mostImages, ToDoubleFunction<Random> image, Random random) {
      List<Scene> names = new ArrayList<>();
      List<List<Double>> values = new ArrayList<>();
      for (int i = 0; i < scenes; i++) {
        int count = 1 + random.nextInt(mostImages);
        double scene = image.applyAsDouble(random);
        List<Double> some = new ArrayList<>();
        for (int k = 0; k < count; k++) { // images of one scene resemble each other
          some.add((scene + image.applyAsDouble(random)) / 2);
        }
        names.add(new Scene("s" + i, count, false));
        values.add(some);
      }
      return new Run(names, values);
    }

    double figure() {
      return values.stream().flatMap(List::stream).mapToDouble(v -> v).average().orElseThrow();
    }

    /** Returns what is decided, and after how many scenes; all of them where nothing is. */
    Ended decide(double limit, boolean atMost) {
      for (int seen = 1; seen < scenes.size(); seen++) {
        Decision.Verdict verdict =
            RULE.decide(metric(seen), side(limit, atMost), new SeenScenes(scenes, seen));
        if (verdict != Decision.Verdict.INCONCLUSIVE) {
          return new Ended(verdict, new SeenScenes(scenes, seen).images());
        }
      }
      return new Ended(
          Decision.Verdict.INCONCLUSIVE, new SeenScenes(scenes, scenes.size()).images());
    }

    Metric metric(int seen) {
      List<Image> images = new ArrayList<>();
      List<Double> numerators = new ArrayList<>();
      for (int i = 0; i < seen; i++) {
        for (double value : values.get(i)) {
          images.add(new Image("i" + images.size(), "s" + i));
          numerators.add(7 * value);
        }
      }
      double[] weights = new double[images.size()];
      Arrays.fill(weights, 7);
      return metric(
          Contributions.ratio(images, numerators.stream().mapToDouble(v -> v).toArray(), weights)
              .within(0, 1)
              .equallyWeighted());
    }

    static Metric metric(Contributions given) {
      return Metric.of("m", given.value().orElseThrow(), 1, Direction.HIGHER)
          .withContributions(given);
    }
  }

  private record Ended(Decision.Verdict verdict, int images) {}

  private static HeldBound.Side side(double limit, boolean atMost) {
    return new HeldBound.Side(
        atMost,
        new Limit(Optional.empty(), '+', limit, Double.toString(limit)),
        limit,
        Optional.empty());
  }

  /** The figure over all images is just on the other side of the limit than what would be wrong. */
  @ParameterizedTest
  @EnumSource(Images.class)
  void whenLookedAtAfterEveryScene_itErrsNoMoreOftenThanItsRate(Images images) {
    Random random = new Random(1);
    int runs = 1000;
    int calledWithin = 0;
    int calledBeyond = 0;
    for (int i = 0; i < runs; i++) {
      Run run = Run.of(40, 4, images::draw, random);
      double figure = run.figure();
      boolean atMost = i % 2 == 0;
      double little = atMost ? 1e-6 : -1e-6;
      Ended ifBeyond = run.decide(figure - little, atMost);
      calledWithin += ifBeyond.verdict() == Decision.Verdict.WITHIN ? 1 : 0;
      Ended ifWithin = run.decide(figure + little, atMost);
      calledBeyond += ifWithin.verdict() == Decision.Verdict.BEYOND ? 1 : 0;
    }

    assertThat((double) calledWithin / runs).isLessThanOrEqualTo(RATE);
    assertThat((double) calledBeyond / runs).isLessThanOrEqualTo(RATE);
  }

  @Test
  void clearCasesTakeAThirdOfTheImagesOrLess() {
    Random random = new Random(2);
    long taken = 0;
    long all = 0;
    for (int i = 0; i < 400; i++) {
      Run run = Run.of(90, 1, Images.BELL::draw, random);
      boolean atMost = i % 2 == 0;
      boolean isWithin = i % 4 < 2;
      double limit = run.figure() + (atMost == isWithin ? 0.25 : -0.25);
      Ended ended = run.decide(limit, atMost);
      assertThat(ended.verdict())
          .isEqualTo(isWithin ? Decision.Verdict.WITHIN : Decision.Verdict.BEYOND);
      taken += ended.images();
      all += 90;
    }

    assertThat((double) all / taken).isGreaterThan(3);
  }

  @Test
  void intervalsHoldTheFigureOfAllImagesHoweverManyWereSeen() {
    Random random = new Random(3);
    int missed = 0;
    for (int i = 0; i < 400; i++) {
      Run run = Run.of(30, 3, Images.COIN::draw, random);
      double figure = run.figure();
      boolean isMissed = false;
      for (int seen = 2; seen < 30; seen += 3) {
        SceneSums sums =
            SceneSums.of(
                    run.metric(seen).contributions().orElseThrow(),
                    new SeenScenes(run.scenes(), seen))
                .orElseThrow();
        isMissed |= sums.interval().low() > figure || sums.interval().high() < figure;
      }
      missed += isMissed ? 1 : 0;
    }

    assertThat(missed / 400.0).isLessThanOrEqualTo(RATE);
  }

  @Test
  void whatTheRestCannotChangeIsDecided() {
    List<Scene> scenes = Collections.nCopies(10, new Scene("s", 1, false));
    // Nine scenes at 0 and one to come: the figure is at most 0.1.
    double[] sums = new double[9];
    int[] counts = new int[9];
    Arrays.fill(counts, 1);
    SceneSums all =
        new SceneSums(sums, counts, scenes.stream().mapToInt(Scene::images).toArray(), 0, 1);

    assertThat(all.isAtMost(0.11, 1e-12)).isTrue();
    assertThat(all.isAtMost(0.09, 1e-12)).isFalse();
  }

  @Test
  void aMaximumBeyondItsLimitStaysSo_andIsNeverWithinBeforeTheEnd() {
    SeenScenes seen =
        new SeenScenes(List.of(new Scene("a", 1, false), new Scene("b", 1, false)), 1);
    Metric largest =
        Run.metric(Contributions.maximum(List.of(new Image("1", "a")), new double[] {5}));

    assertThat(RULE.decide(largest, side(4, true), seen)).isEqualTo(Decision.Verdict.BEYOND);
    assertThat(RULE.decide(largest, side(6, true), seen)).isEqualTo(Decision.Verdict.INCONCLUSIVE);
    assertThat(RULE.decide(largest, side(4, false), seen)).isEqualTo(Decision.Verdict.WITHIN);
    assertThat(RULE.decide(largest, side(6, false), seen)).isEqualTo(Decision.Verdict.INCONCLUSIVE);
  }

  @Test
  void aFigureOfTestImagesIsAboutTestScenes() {
    List<Scene> scenes = new ArrayList<>(Collections.nCopies(50, new Scene("training", 1, false)));
    scenes.add(new Scene("t1", 2, true));
    scenes.add(new Scene("t2", 1, true));
    Contributions given =
        Contributions.ratio(
                List.of(new Image("1", "t1"), new Image("2", "t1")),
                new double[] {1, 2},
                new double[] {4, 4})
            .within(0, 1)
            .equallyWeighted();

    SceneSums sums = SceneSums.of(given, new SeenScenes(scenes, 51)).orElseThrow();

    assertThat(sums.sizes()).containsExactly(2, 1);
    assertThat(sums.sums()).containsExactly(0.75);
    assertThat(sums.isAtMost(0.59, RATE)).isTrue(); // (0.75 + 1) / 3 at most
  }

  @Test
  void withoutAKnownRangeOrWeightAllImagesAreNeeded() {
    SeenScenes seen =
        new SeenScenes(List.of(new Scene("a", 1, false), new Scene("b", 1, false)), 1);
    Contributions given =
        Contributions.ratio(List.of(new Image("1", "a")), new double[] {1}, new double[] {4});

    assertThat(SceneSums.of(given.within(0, 1), seen)).isEmpty();
    assertThat(SceneSums.of(given.equallyWeighted(), seen)).isEmpty();
    assertThat(SceneSums.of(given.within(0, 1).equallyWeighted(), seen)).isPresent();
  }
}

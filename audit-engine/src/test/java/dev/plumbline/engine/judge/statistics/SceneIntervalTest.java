package dev.plumbline.engine.judge.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.plumbline.api.ConfidenceInterval;
import dev.plumbline.api.Contributions;
import dev.plumbline.api.Contributions.Image;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.junit.jupiter.api.Test;

class SceneIntervalTest {

  /** Two and a half per cent above, from a printed table, by degrees of freedom. */
  private static final double T_1 = 12.7062047;

  private static final double T_3 = 3.18244631;

  private static List<Image> images(String... scenes) {
    List<Image> images = new ArrayList<>();
    for (String scene : scenes) {
      images.add(new Image(scene + "/" + images.size(), scene));
    }
    return images;
  }

  private static Contributions mean(List<Image> images, double... values) {
    double[] ones = new double[values.length];
    Arrays.fill(ones, 1);
    return Contributions.ratio(images, values, ones);
  }

  private static ConfidenceInterval interval(Contributions contributions) {
    return SceneInterval.of(contributions).orElseThrow();
  }

  @Test
  void imagesThatAreScenesOfTheirOwnHaveTheIntervalOfAMean() {
    ConfidenceInterval interval = interval(mean(images("a", "b", "c", "d"), 1, 2, 4, 5));

    // The standard error of the mean: the squares of −2, −1, 1 and 2 over 3, over 4.
    double half = T_3 * Math.sqrt(10 / 3.0 / 4);
    assertThat(interval.low()).isCloseTo(3 - half, within(1e-6));
    assertThat(interval.high()).isCloseTo(3 + half, within(1e-6));
  }

  @Test
  void aRatiosScenesAreWeightedByTheirSize() {
    ConfidenceInterval interval =
        interval(
            Contributions.ratio(
                images("a", "a", "b"), new double[] {1, 2, 6}, new double[] {4, 4, 10}));

    // R = 9/18; the scenes' deviations are 3 − 8R = −1 and 6 − 10R = 1; 2/1 · 2 / 18².
    double half = T_1 * 2 / 18;
    assertThat(interval.low()).isCloseTo(0.5 - half, within(1e-6));
    assertThat(interval.high()).isCloseTo(0.5 + half, within(1e-6));
  }

  @Test
  void moreImagesOfTheSameScenesAreNoMoreScenes() {
    ConfidenceInterval once = interval(mean(images("a", "b", "c"), 1, 2, 6));
    ConfidenceInterval twice =
        interval(mean(images("a", "b", "c", "a", "b", "c"), 1, 2, 6, 1, 2, 6));

    assertThat(twice.low()).isCloseTo(once.low(), within(1e-9));
    assertThat(twice.high()).isCloseTo(once.high(), within(1e-9));
  }

  @Test
  void itEndsWhereTheFigureCannotBe() {
    Contributions shares = mean(images("a", "b", "c"), 0, 0.1, 0.9);

    assertThat(interval(shares).low()).isNegative();
    assertThat(interval(shares).high()).isGreaterThan(1);
    assertThat(interval(shares.within(0, 1))).isEqualTo(new ConfidenceInterval(0, 1));
  }

  @Test
  void oneSceneSaysNothingOfOthers() {
    assertThat(SceneInterval.of(mean(images("a", "a", "a"), 1, 2, 3))).isEmpty();
    assertThat(SceneInterval.of(mean(images()))).isEmpty();
  }

  @Test
  void scenesThatDoNotDifferDoNotSayHowMuchScenesDo() {
    assertThat(SceneInterval.of(mean(images("a", "b", "c"), 0, 0, 0))).isEmpty();
    assertThat(SceneInterval.of(mean(images("a", "b", "c"), 0.1, 0.1, 0.1))).isEmpty();
    assertThat(
            SceneInterval.of(
                Contributions.ratio(
                    images("a", "b", "c"), new double[] {0.1, 0.3, 0.7}, new double[] {1, 3, 7})))
        .isEmpty();
  }

  @Test
  void totalsAndMaximaHaveNone() {
    List<Image> images = images("a", "b", "c");

    assertThat(SceneInterval.of(Contributions.total(images, new double[] {1, 2, 3}))).isEmpty();
    assertThat(SceneInterval.of(Contributions.maximum(images, new double[] {1, 2, 3}))).isEmpty();
  }

  /** Scenes of one to five images, whose tokens are anomalous with a probability of the scene's. */
  @Test
  void nineteenOfTwentyIntervalsCoverTheTruth() {
    int replicates = 2000;
    int scenes = 20;
    BetaDistribution probability = BetaDistribution.of(2, 6);
    Random random = new Random(20261124);
    int covered = 0;
    for (int replicate = 0; replicate < replicates; replicate++) {
      List<Image> images = new ArrayList<>();
      List<Double> anomalous = new ArrayList<>();
      for (int scene = 0; scene < scenes; scene++) {
        double p = probability.inverseCumulativeProbability(random.nextDouble());
        int count = 1 + random.nextInt(5);
        for (int image = 0; image < count; image++) {
          images.add(new Image(scene + "/" + image, Integer.toString(scene)));
          anomalous.add((double) binomial(random, 64, p));
        }
      }
      double[] tokens = new double[images.size()];
      Arrays.fill(tokens, 64);
      ConfidenceInterval interval =
          interval(
              Contributions.ratio(
                  images, anomalous.stream().mapToDouble(Double::doubleValue).toArray(), tokens));
      double truth = probability.getMean();
      covered += interval.low() <= truth && truth <= interval.high() ? 1 : 0;
    }

    assertThat((double) covered / replicates).isBetween(0.93, 0.97);
  }

  private static int binomial(Random random, int trials, double p) {
    int successes = 0;
    for (int trial = 0; trial < trials; trial++) {
      successes += random.nextDouble() < p ? 1 : 0;
    }
    return successes;
  }
}

package dev.plumbline.engine.judge;

import dev.plumbline.engine.judge.statistics.Comparison;
import dev.plumbline.engine.judge.statistics.SignedComparison;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * All comparisons of a run, judged together. Were each of hundreds of leaves judged alone, some
 * would be beyond their limits by chance in every run. So a comparison has to be farther beyond its
 * limit than the farthest of all comparisons would be by chance.
 *
 * <p>How far that is is found by drawing: each scene moves the excess of each comparison up or down
 * by some amount, and a draw flips the signs of these amounts at random. A scene's sign is flipped
 * in all comparisons at once, so that what leaves have in common is kept. This is the max-T
 * procedure of Westfall and Young (1993) with random signs. It takes scenes to be independent of
 * each other, and their amounts to be symmetric about the limit.
 */
final class Family {

  /** Smallest probability that can be told: 1 in 5000. */
  private static final int DRAWS = 4999;

  /** Beyond this many times the images at hand nobody would go and get more. */
  private static final double MOST_IMAGES = 100;

  /** How much sums of the same numbers may differ that were added in another order. */
  private static final double ROUNDING = 1e-9;

  private final List<Comparison> uncertain;
  private final double rate;
  private final long seed;

  /** The farthest of all, in each draw, in rising order; drawn when something is beyond. */
  private double[] farthest;

  private Family(List<Comparison> uncertain, double rate, long seed) {
    this.uncertain = uncertain;
    this.rate = rate;
    this.seed = seed;
  }

  /**
   * Makes the family.
   *
   * @param comparisons all of the run
   * @param rate the probability with which a run may be red though nothing is beyond its limit
   * @param seed seeds the draws
   */
  static Family of(List<Comparison> comparisons, double rate, long seed) {
    return new Family(
        comparisons.stream().filter(comparison -> comparison.standardError() > 0).toList(),
        rate,
        seed);
  }

  /** Draws the distribution of the farthest comparison where the truth is at the limits. */
  private double[] draw() {
    Map<String, Integer> scenes = new HashMap<>();
    uncertain.forEach(
        comparison ->
            comparison
                .samples()
                .forEach(
                    sample ->
                        sample
                            .scenes()
                            .forEach(scene -> scenes.putIfAbsent(scene, scenes.size()))));
    List<SignedComparison> all =
        uncertain.stream().map(comparison -> SignedComparison.of(comparison, scenes)).toList();
    SplittableRandom random = new SplittableRandom(seed);
    byte[][] signs = new byte[DRAWS][];
    Arrays.setAll(signs, draw -> SignedComparison.signs(scenes.size(), random));
    return IntStream.range(0, DRAWS)
        .parallel()
        .mapToDouble(draw -> farthest(all, signs[draw]))
        .sorted()
        .toArray();
  }

  private static double farthest(List<SignedComparison> comparisons, byte[] signs) {
    double farthest = Double.NEGATIVE_INFINITY;
    for (SignedComparison comparison : comparisons) {
      farthest = Math.max(farthest, comparison.statistic(signs));
    }
    return farthest;
  }

  /** Returns what a comparison comes to. */
  Decision decide(Comparison comparison) {
    if (comparison.standardError() == 0) {
      return decision(
          comparison.excess() > 0 ? Decision.Verdict.BEYOND : Decision.Verdict.WITHIN,
          comparison,
          0,
          Optional.empty(),
          OptionalLong.empty());
    }
    double t = comparison.statistic();
    double adjusted = t > 0 ? adjusted(comparison) : 1;
    if (adjusted <= rate) {
      return decision(
          Decision.Verdict.BEYOND,
          comparison,
          comparison.probabilityOfExcess(),
          Optional.of(adjusted),
          OptionalLong.empty());
    }
    double margin = comparison.probabilityOfMargin();
    if (margin <= rate) {
      return decision(
          Decision.Verdict.WITHIN, comparison, margin, Optional.empty(), OptionalLong.empty());
    }
    double needed = t <= 0 ? comparison.critical(rate) : isOfFewScenes(comparison) ? 0 : critical();
    return decision(
        Decision.Verdict.INCONCLUSIVE,
        comparison,
        t > 0 ? comparison.probabilityOfExcess() : margin,
        t > 0 ? Optional.of(adjusted) : Optional.empty(),
        more(comparison, needed / Math.abs(t)));
  }

  private Decision decision(
      Decision.Verdict verdict,
      Comparison comparison,
      double probability,
      Optional<Double> adjusted,
      OptionalLong more) {
    return new Decision(verdict, comparison, rate, probability, adjusted, more);
  }

  /**
   * Returns in which share of draws the farthest is at least this far, the run's own included. No
   * pattern of g signs is rarer than 2^−g.
   */
  private double adjusted(Comparison comparison) {
    double statistic = comparison.statistic() * (1 - ROUNDING);
    int found = Arrays.binarySearch(farthest(), statistic);
    int below = found < 0 ? -found - 1 : found;
    double share = (1.0 + farthest.length - below) / (1.0 + farthest.length);
    return Math.max(share, Math.scalb(1.0, -comparison.scenes()));
  }

  private double[] farthest() {
    if (farthest == null) {
      farthest = draw();
    }
    return farthest;
  }

  private double critical() {
    double critical = farthest()[(int) Math.ceil((1 - rate) * DRAWS) - 1];
    return Double.isInfinite(critical) ? 0 : critical;
  }

  /** The error shrinks with the root of the number of images. */
  private OptionalLong more(Comparison comparison, double ratio) {
    double fewest = fewestScenes() / comparison.scenes(); // with fewer, the ratio says nothing
    double factor = fewest > 1 ? fewest : ratio * ratio;
    return factor > MOST_IMAGES || Double.isNaN(factor)
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(1, (long) Math.ceil(comparison.images() * (factor - 1))));
  }

  /** With so few scenes nothing can be called beyond its limit, however far it is. */
  private boolean isOfFewScenes(Comparison comparison) {
    return comparison.scenes() < fewestScenes();
  }

  /**
   * Returns how many scenes are needed for anything to be beyond its limit. g scenes have 2^g
   * patterns of signs. A pattern and its opposite may both count, so two of them together have to
   * be rarer than the rate.
   */
  private double fewestScenes() {
    return Math.ceil(1 - Math.log(rate) / Math.log(2));
  }
}

package dev.plumbline.engine.judge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * All comparisons of a run. A run of hundreds of leaves would find something beyond its limit by
 * chance, if each were judged alone. So the farthest of all is what a comparison has to beat: its
 * distribution is drawn by flipping the signs of scenes, the same scene's in all comparisons at
 * once, which keeps what leaves have in common (the max-T procedure of Westfall and Young 1993, by
 * the wild bootstrap). It takes scenes for independent of each other, and their influences for
 * symmetric about 0.
 */
final class Family {

  /** Smallest probability that can be told: 1 in 5000. */
  private static final int DRAWS = 4999;

  /** Beyond this many times the images at hand nobody would go and get more. */
  private static final double MOST_IMAGES = 100;

  private final double rate;

  /** The farthest of all, in each draw, in rising order. */
  private final double[] farthest;

  private Family(double rate, double[] farthest) {
    this.rate = rate;
    this.farthest = farthest;
  }

  /**
   * Draws the distribution of the farthest comparison where the truth is at the limits.
   *
   * @param comparisons all of the run
   * @param rate the probability with which a run may be red though nothing is beyond its limit
   * @param seed seeds the draws
   */
  static Family of(List<Comparison> comparisons, double rate, long seed) {
    Map<String, Integer> scenes = new HashMap<>();
    List<int[][]> indices = new ArrayList<>();
    List<Comparison> uncertain =
        comparisons.stream().filter(comparison -> comparison.standardError() > 0).toList();
    for (Comparison comparison : uncertain) {
      indices.add(
          comparison.samples().stream()
              .map(
                  sample ->
                      sample.scenes().stream()
                          .mapToInt(scene -> scenes.computeIfAbsent(scene, s -> scenes.size()))
                          .toArray())
              .toArray(int[][]::new));
    }
    SplittableRandom random = new SplittableRandom(seed);
    double[][] signs = new double[DRAWS][scenes.size()];
    for (double[] draw : signs) {
      Arrays.setAll(draw, scene -> random.nextBoolean() ? 1 : -1);
    }
    double[] farthest =
        IntStream.range(0, DRAWS)
            .parallel()
            .mapToDouble(draw -> farthest(uncertain, indices, signs[draw]))
            .sorted()
            .toArray();
    return new Family(rate, farthest);
  }

  private static double farthest(
      List<Comparison> comparisons, List<int[][]> indices, double[] signs) {
    double farthest = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < comparisons.size(); k++) {
      farthest = Math.max(farthest, statistic(comparisons.get(k), indices.get(k), signs));
    }
    return farthest;
  }

  /** Student's t of a comparison whose scenes have their signs flipped. */
  private static double statistic(Comparison comparison, int[][] indices, double[] signs) {
    double total = 0;
    double variance = 0;
    for (int k = 0; k < indices.length; k++) {
      double[] influence = comparison.samples().get(k).values();
      int g = influence.length;
      double sum = 0;
      double squares = 0;
      for (int scene = 0; scene < g; scene++) {
        sum += signs[indices[k][scene]] * influence[scene];
        squares += influence[scene] * influence[scene];
      }
      total += sum;
      variance += g / (g - 1.0) * Math.max(0, squares - sum * sum / g);
    }
    if (variance == 0) {
      return total > 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }
    return total / Math.sqrt(variance);
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
    double adjusted = adjusted(t);
    if (t > 0 && adjusted <= rate) {
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
    double needed = t > 0 ? critical() : comparison.critical(rate);
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

  /** Returns in which share of draws the farthest is at least this far, the run's own included. */
  private double adjusted(double statistic) {
    int below = Arrays.binarySearch(farthest, statistic);
    int first = below < 0 ? -below - 1 : below;
    while (first > 0 && farthest[first - 1] == statistic) {
      first--;
    }
    return (1.0 + farthest.length - first) / (1.0 + farthest.length);
  }

  private double critical() {
    double critical = farthest[(int) Math.ceil((1 - rate) * farthest.length) - 1];
    return Double.isInfinite(critical) ? 0 : critical; // then more scenes are what is needed
  }

  /** The error shrinks with the root of the number of images. */
  private OptionalLong more(Comparison comparison, double ratio) {
    double factor = Math.max(ratio * ratio, fewestScenes() / comparison.scenes());
    return factor > MOST_IMAGES || Double.isNaN(factor)
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(1, (long) Math.ceil(comparison.images() * (factor - 1))));
  }

  /** With fewer scenes than this no pattern of signs is rare enough. */
  private double fewestScenes() {
    return Math.ceil(-Math.log(rate) / Math.log(2)) + 1;
  }
}

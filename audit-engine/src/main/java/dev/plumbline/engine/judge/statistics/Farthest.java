package dev.plumbline.engine.judge.statistics;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How far the farthest of several comparisons is beyond its limit by chance, where the truth of
 * each is at its limit: for each pattern of signs of the scenes the largest Student's t. A scene
 * has the same sign in all comparisons, so that what they have in common is kept.
 */
public final class Farthest {

  /** How much sums of the same numbers may differ that were added in another order. */
  private static final double ROUNDING = 1e-9;

  /** In rising order. */
  private final double[] largest;

  /** One where the scenes as they are have to be counted beside the patterns that were drawn. */
  private final int own;

  private Farthest(double[] largest, int own) {
    this.largest = largest;
    this.own = own;
  }

  /**
   * Goes through the patterns.
   *
   * @param comparisons for each of its samples what each scene adds to its distance from the limit
   * @param seed seeds the draws, where there are too many patterns to go through all
   */
  static Farthest of(List<List<SceneInfluence>> comparisons, long seed) {
    Map<String, Integer> numbers = new HashMap<>();
    for (List<SceneInfluence> samples : comparisons) {
      for (SceneInfluence sample : samples) {
        sample.scenes().forEach(scene -> numbers.putIfAbsent(scene, numbers.size()));
      }
    }
    List<SignedComparison> all =
        comparisons.stream().map(moved -> SignedComparison.of(moved, numbers)).toList();
    SignPatterns patterns = SignPatterns.of(numbers.size(), seed);
    double[] largest =
        Arrays.stream(patterns.signs())
            .parallel()
            .mapToDouble(signs -> largest(all, signs))
            .sorted()
            .toArray();
    return new Farthest(largest, patterns.areAll() ? 0 : 1);
  }

  private static double largest(List<SignedComparison> comparisons, byte[] signs) {
    double largest = Double.NEGATIVE_INFINITY;
    for (SignedComparison comparison : comparisons) {
      largest = Math.max(largest, comparison.statistic(signs));
    }
    return largest;
  }

  /** Returns the share of patterns in which the farthest is at least this far. */
  double share(double statistic) {
    int found = Arrays.binarySearch(largest, statistic * (1 - ROUNDING));
    int below = found < 0 ? -found - 1 : found;
    return (own + (double) largest.length - below) / (own + largest.length);
  }

  /** Returns how far the farthest is in at most such a share of patterns. */
  double critical(double rate) {
    int above = (int) Math.floor(rate * (own + largest.length)) - own;
    return above < 1 ? Double.POSITIVE_INFINITY : largest[largest.length - above];
  }
}

package dev.plumbline.engine.judge.statistics;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How far the farthest of several comparisons is beyond its limit by chance, where the truth of
 * each is at its limit: for each pattern of the scenes the largest Student's t. A scene has the
 * same sign, or is on the same side, in all comparisons, so that what they have in common is kept.
 *
 * <p>Paired comparisons flip signs, and two samples exchange scenes. Where a run has both kinds,
 * they are taken to be independent of each other.
 */
final class Farthest {

  /** How much sums of the same numbers may differ that were added in another order. */
  private static final double ROUNDING = 1e-9;

  /**
   * The comparisons of one kind.
   *
   * @param largest the largest Student's t of each pattern, in rising order
   * @param own one where the scenes as they are have to be counted beside the patterns that were
   *     drawn
   */
  private record Kind(double[] largest, int own) {

    static Kind of(List<Rearranged> comparisons, ScenePatterns patterns) {
      double[] largest =
          Arrays.stream(patterns.arranged())
              .parallel()
              .mapToDouble(pattern -> largest(comparisons, pattern))
              .sorted()
              .toArray();
      return new Kind(largest, patterns.areAll() ? 0 : 1);
    }

    private static double largest(List<Rearranged> comparisons, byte[] pattern) {
      double largest = Double.NEGATIVE_INFINITY;
      for (Rearranged comparison : comparisons) {
        largest = Math.max(largest, comparison.statistic(pattern));
      }
      return largest;
    }

    /** Returns the share of patterns in which the farthest is at least this far. */
    double share(double statistic) {
      int found = Arrays.binarySearch(largest, statistic * (1 - ROUNDING));
      int below = found < 0 ? -found - 1 : found;
      while (below > 0 && largest[below - 1] >= statistic * (1 - ROUNDING)) {
        below--; // a search may end at any of those that are equal
      }
      return (own + (double) largest.length - below) / (own + largest.length);
    }
  }

  private final List<Kind> kinds;

  /** The largest of all kinds, in rising order. */
  private final double[] all;

  private Farthest(List<Kind> kinds) {
    this.kinds = kinds;
    all = kinds.stream().flatMapToDouble(kind -> Arrays.stream(kind.largest())).sorted().toArray();
  }

  /**
   * Goes through the patterns.
   *
   * @param comparisons for each of its samples what each scene adds to its distance from the limit:
   *     one sample where it is paired, the candidate's and the reference's where it is not
   * @param seed seeds the draws, where there are too many patterns to go through all
   */
  static Farthest of(List<List<SceneInfluence>> comparisons, long seed) {
    List<SceneInfluence> paired =
        comparisons.stream().filter(one -> one.size() == 1).map(one -> one.get(0)).toList();
    List<List<SceneInfluence>> others = comparisons.stream().filter(one -> one.size() > 1).toList();
    return new Farthest(
        Stream.concat(
                paired.isEmpty() ? Stream.empty() : Stream.of(flipped(paired, seed)),
                others.isEmpty() ? Stream.empty() : Stream.of(exchanged(others, seed)))
            .toList());
  }

  private static Kind flipped(List<SceneInfluence> comparisons, long seed) {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    comparisons.forEach(one -> number(one, numbers));
    List<Rearranged> all =
        comparisons.stream().<Rearranged>map(one -> SignedComparison.of(one, numbers)).toList();
    return Kind.of(all, ScenePatterns.signs(numbers.size(), seed));
  }

  private static Kind exchanged(List<List<SceneInfluence>> comparisons, long seed) {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    comparisons.forEach(one -> number(one.get(0), numbers));
    int ours = numbers.size();
    comparisons.forEach(one -> number(one.get(1), numbers));
    List<Rearranged> all =
        comparisons.stream()
            .<Rearranged>map(one -> ExchangedComparison.of(one.get(0), one.get(1), numbers))
            .toList();
    List<Stratum> strata =
        Stratum.of(
            IntStream.range(0, ours).toArray(),
            IntStream.range(ours, numbers.size()).toArray(),
            weights(comparisons, numbers));
    return Kind.of(all, ScenePatterns.sides(numbers.size(), strata, seed));
  }

  /** Returns what each scene weighs in all comparisons together. */
  private static double[] weights(
      List<List<SceneInfluence>> comparisons, Map<String, Integer> numbers) {
    double[] weights = new double[numbers.size()];
    for (List<SceneInfluence> samples : comparisons) {
      for (SceneInfluence sample : samples) {
        for (int i = 0; i < sample.scenes().size(); i++) {
          weights[numbers.get(sample.scenes().get(i))] += sample.weights()[i];
        }
      }
    }
    return weights;
  }

  private static void number(SceneInfluence sample, Map<String, Integer> numbers) {
    sample.scenes().forEach(scene -> numbers.putIfAbsent(scene, numbers.size()));
  }

  /** Returns how likely it is that the farthest is at least this far. */
  double share(double statistic) {
    double any = 0;
    for (Kind kind : kinds) {
      double share = kind.share(statistic);
      any += share - any * share;
    }
    return any;
  }

  /** Returns how far the farthest is at such a rate at most; infinite where it is never so rare. */
  double critical(double rate) {
    int low = 0;
    int high = all.length;
    while (low < high) {
      int middle = (low + high) / 2;
      if (share(all[middle]) <= rate) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low == all.length ? Double.POSITIVE_INFINITY : all[low];
  }
}

package dev.plumbline.engine.judge.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A comparison whose scenes can have their signs flipped. Thousands of patterns do so, so what four
 * scenes at a time add up to is worked out once for all their patterns of signs, and then looked
 * up.
 *
 * @param samples its samples of scenes
 */
record SignedComparison(List<Sample> samples) {

  /**
   * A sample of scenes.
   *
   * @param scenes how many there are
   * @param squares the sum of the squares of what they give, which no sign changes
   * @param weightSquares the sum of the squares of their weights
   * @param blocks which fours of scenes it has a part in
   * @param sums what such a four gives, for each pattern of signs
   * @param weighted the same, each scene times its weight
   */
  private record Sample(
      int scenes,
      double squares,
      double weightSquares,
      int[] blocks,
      double[][] sums,
      double[][] weighted) {}

  /**
   * Makes one.
   *
   * @param moved what each scene of each sample adds to the distance from the limit
   * @param numbers a number for each scene of the run, from 0 on
   */
  static SignedComparison of(List<SceneInfluence> moved, Map<String, Integer> numbers) {
    return new SignedComparison(moved.stream().map(sample -> sample(sample, numbers)).toList());
  }

  private static Sample sample(SceneInfluence given, Map<String, Integer> numbers) {
    int count = given.scenes().size();
    double[] values = new double[SignPatterns.blocks(numbers.size()) * SignPatterns.TOGETHER];
    double[] weighted = new double[values.length];
    double squares = 0;
    double weightSquares = 0;
    for (int i = 0; i < count; i++) {
      double value = given.values()[i];
      double weight = given.weights()[i];
      int number = numbers.get(given.scenes().get(i));
      values[number] = value;
      weighted[number] = value * weight;
      squares += value * value;
      weightSquares += weight * weight;
    }
    int[] blocks =
        given.scenes().stream()
            .mapToInt(scene -> numbers.get(scene) / SignPatterns.TOGETHER)
            .sorted()
            .distinct()
            .toArray();
    return new Sample(
        count, squares, weightSquares, blocks, sums(values, blocks), sums(weighted, blocks));
  }

  private static double[][] sums(double[] values, int[] blocks) {
    double[][] sums = new double[blocks.length][SignPatterns.PATTERNS];
    for (int b = 0; b < blocks.length; b++) {
      for (int pattern = 0; pattern < SignPatterns.PATTERNS; pattern++) {
        for (int i = 0; i < SignPatterns.TOGETHER; i++) {
          double scene = values[blocks[b] * SignPatterns.TOGETHER + i];
          sums[b][pattern] += (pattern >> i & 1) == 1 ? scene : -scene;
        }
      }
    }
    return sums;
  }

  /**
   * Returns Student's t with these signs. With w what a scene gives, s its sign and b its weight,
   * the sum is S = Σ s·w, and its variance g/(g − 1)·Σ(s·w − S·b)²: that of the ratio with these
   * signs, by the same formula as without.
   */
  double statistic(byte[] signs) {
    double total = 0;
    double variance = 0;
    for (Sample sample : samples) {
      double sum = 0;
      double weighted = 0;
      for (int b = 0; b < sample.blocks.length; b++) {
        int pattern = signs[sample.blocks[b]];
        sum += sample.sums[b][pattern];
        weighted += sample.weighted[b][pattern];
      }
      double g = sample.scenes;
      double squares = sample.squares - 2 * sum * weighted + sum * sum * sample.weightSquares;
      total += sum;
      variance += g / (g - 1) * Math.max(0, squares);
    }
    if (variance == 0) {
      return total > 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }
    return total / Math.sqrt(variance);
  }

  /** Returns Student's t as the scenes are. */
  static double statistic(List<SceneInfluence> moved) {
    double total = 0;
    double variance = 0;
    for (SceneInfluence sample : moved) {
      double sum = 0;
      for (double value : sample.values()) {
        sum += value;
      }
      double squares = 0;
      for (int i = 0; i < sample.values().length; i++) {
        double deviation = sample.values()[i] - sum * sample.weights()[i];
        squares += deviation * deviation;
      }
      double g = sample.values().length;
      total += sum;
      variance += g / (g - 1) * squares;
    }
    return total / Math.sqrt(variance);
  }

  /**
   * Returns several comparisons of the same kind taken together: what each scene adds to the sum of
   * them all, each comparison in units of its own spread about its limit, which no sign changes.
   */
  static List<SceneInfluence> together(List<List<SceneInfluence>> comparisons) {
    List<SceneInfluence> together = new ArrayList<>();
    List<Double> units = comparisons.stream().map(SignedComparison::unit).toList();
    for (int sample = 0; sample < comparisons.get(0).size(); sample++) {
      List<SceneInfluence> scaled = new ArrayList<>();
      for (int i = 0; i < comparisons.size(); i++) {
        scaled.add(comparisons.get(i).get(sample).times(1 / units.get(i)));
      }
      together.add(SceneInfluence.together(scaled));
    }
    return together;
  }

  private static double unit(List<SceneInfluence> moved) {
    double squares = 0;
    for (SceneInfluence sample : moved) {
      for (double value : sample.values()) {
        squares += value * value;
      }
    }
    return Math.sqrt(squares);
  }
}

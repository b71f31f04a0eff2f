package dev.plumbline.engine.judge.statistics;

import java.util.Map;

/**
 * A paired comparison whose scenes can have their signs flipped: where the truth is at the limit, a
 * scene is as likely beyond it as it is within. Thousands of patterns do so, so what four scenes at
 * a time add up to is worked out once for all their patterns of signs, and then looked up.
 *
 * @param scenes how many scenes there are
 * @param squares the sum of the squares of what they give, which no sign changes
 * @param weightSquares the sum of the squares of their weights
 * @param blocks which fours of scenes it has a part in
 * @param sums what such a four gives, for each pattern of signs
 * @param weighted the same, each scene times its weight
 */
record SignedComparison(
    int scenes,
    double squares,
    double weightSquares,
    int[] blocks,
    double[][] sums,
    double[][] weighted)
    implements Rearranged {

  /**
   * Makes one.
   *
   * @param given what each scene adds to the distance from the limit
   * @param numbers a number for each scene of the run, from 0 on
   */
  static SignedComparison of(SceneInfluence given, Map<String, Integer> numbers) {
    int count = given.scenes().size();
    double[] values = new double[ScenePatterns.blocks(numbers.size()) * ScenePatterns.TOGETHER];
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
            .mapToInt(scene -> numbers.get(scene) / ScenePatterns.TOGETHER)
            .sorted()
            .distinct()
            .toArray();
    return new SignedComparison(
        count, squares, weightSquares, blocks, sums(values, blocks), sums(weighted, blocks));
  }

  private static double[][] sums(double[] values, int[] blocks) {
    double[][] sums = new double[blocks.length][ScenePatterns.PATTERNS];
    for (int b = 0; b < blocks.length; b++) {
      for (int pattern = 0; pattern < ScenePatterns.PATTERNS; pattern++) {
        for (int i = 0; i < ScenePatterns.TOGETHER; i++) {
          double scene = values[blocks[b] * ScenePatterns.TOGETHER + i];
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
  @Override
  public double statistic(byte[] signs) {
    double sum = 0;
    double scaled = 0;
    for (int b = 0; b < blocks.length; b++) {
      int pattern = signs[blocks[b]];
      sum += sums[b][pattern];
      scaled += weighted[b][pattern];
    }
    double g = scenes;
    double variance =
        g / (g - 1) * Math.max(0, squares - 2 * sum * scaled + sum * sum * weightSquares);
    if (variance == 0) {
      return sum > 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }
    return sum / Math.sqrt(variance);
  }
}

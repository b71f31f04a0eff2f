package dev.plumbline.engine.judge.statistics;

import java.util.Map;
import java.util.stream.IntStream;

/**
 * A comparison of two samples whose scenes can change sides: where the truth is at the limit, and
 * the reference's figures are moved to it, nothing tells the scenes of the two apart. Only the
 * difference of the two ratios counts, so that it does not matter where the limit itself is, which
 * nobody knows.
 *
 * <p>What four scenes at a time add up to is worked out once for all ways of dividing them, and
 * then looked up.
 *
 * @param all the sums over the scenes of both samples
 * @param blocks which fours of scenes it has a part in
 * @param sums the sums over those of a four that are on the candidate's side, for each pattern
 */
record ExchangedComparison(double[] all, int[] blocks, double[][] sums) implements Rearranged {

  private static final int COUNT = 0;
  private static final int VALUE = 1;
  private static final int WEIGHT = 2;
  private static final int VALUES_SQUARED = 3;
  private static final int VALUE_TIMES_WEIGHT = 4;
  private static final int WEIGHTS_SQUARED = 5;

  /** What is left of the weights of a side that has none. */
  private static final double ROUNDING = 1e-9;

  /** How many sums there are. */
  private static final int SUMS = 6;

  /**
   * Makes one.
   *
   * @param ours what each scene of the candidate adds to the distance from the limit
   * @param theirs what each scene of the reference adds to it
   * @param numbers a number for each scene of the run, from 0 on
   */
  static ExchangedComparison of(
      SceneInfluence ours, SceneInfluence theirs, Map<String, Integer> numbers) {
    double[][] scenes = new double[ScenePatterns.blocks(numbers.size()) * ScenePatterns.TOGETHER][];
    add(ours, 1, numbers, scenes);
    add(theirs, -1, numbers, scenes);
    double[] all = new double[SUMS];
    boolean[] isOf = new boolean[ScenePatterns.blocks(numbers.size())];
    for (int number = 0; number < scenes.length; number++) {
      if (scenes[number] != null) {
        add(scenes[number], all, 0);
        isOf[number / ScenePatterns.TOGETHER] = true;
      }
    }
    int[] blocks = IntStream.range(0, isOf.length).filter(block -> isOf[block]).toArray();
    double[][] sums = new double[blocks.length][ScenePatterns.PATTERNS * SUMS];
    for (int b = 0; b < blocks.length; b++) {
      for (int pattern = 0; pattern < ScenePatterns.PATTERNS; pattern++) {
        for (int i = 0; i < ScenePatterns.TOGETHER; i++) {
          double[] scene = scenes[blocks[b] * ScenePatterns.TOGETHER + i];
          if (scene != null && (pattern >> i & 1) == 1) {
            add(scene, sums[b], pattern * SUMS);
          }
        }
      }
    }
    return new ExchangedComparison(all, blocks, sums);
  }

  /** Both samples are brought to the same scale: in the mean a scene weighs 1. */
  private static void add(
      SceneInfluence sample, int sign, Map<String, Integer> numbers, double[][] scenes) {
    int count = sample.scenes().size();
    for (int i = 0; i < count; i++) {
      double value = sign * sample.values()[i] * count;
      double weight = sample.weights()[i] * count;
      scenes[numbers.get(sample.scenes().get(i))] =
          new double[] {1, value, weight, value * value, value * weight, weight * weight};
    }
  }

  private static void add(double[] scene, double[] sums, int at) {
    for (int i = 0; i < SUMS; i++) {
      sums[at + i] += scene[i];
    }
  }

  /**
   * Returns Student's t with these scenes on the candidate's side and all others on the
   * reference's: the difference of the two ratios by the root of the sum of their variances, each
   * by the same formula as without.
   */
  @Override
  public double statistic(byte[] sides) {
    double[] ours = new double[SUMS];
    for (int b = 0; b < blocks.length; b++) {
      int at = sides[blocks[b]] * SUMS;
      for (int i = 0; i < SUMS; i++) {
        ours[i] += sums[b][at + i];
      }
    }
    double[] theirs = new double[SUMS];
    for (int i = 0; i < SUMS; i++) {
      theirs[i] = all[i] - ours[i];
    }
    if (!hasRatio(ours) || !hasRatio(theirs)) {
      return Double.NEGATIVE_INFINITY;
    }
    double difference = ratio(ours) - ratio(theirs);
    double variance = variance(ours) + variance(theirs);
    if (variance == 0) {
      return difference > 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }
    return difference / Math.sqrt(variance);
  }

  /** A side that is left with one scene, or with scenes that weigh nothing, has no figure. */
  private static boolean hasRatio(double[] side) {
    return side[COUNT] > 1 && side[WEIGHT] > ROUNDING;
  }

  private static double ratio(double[] side) {
    return side[VALUE] / side[WEIGHT];
  }

  private static double variance(double[] side) {
    double ratio = ratio(side);
    double squares =
        side[VALUES_SQUARED]
            - 2 * ratio * side[VALUE_TIMES_WEIGHT]
            + ratio * ratio * side[WEIGHTS_SQUARED];
    double g = side[COUNT];
    return g / (g - 1) * Math.max(0, squares) / (side[WEIGHT] * side[WEIGHT]);
  }
}

package dev.plumbline.engine.judge.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A comparison whose scenes can have their signs flipped. Thousands of draws do so, so the sums of
 * four scenes at a time are worked out once for all their patterns of signs, and then looked up.
 *
 * @param samples its samples of scenes
 */
public record SignedComparison(List<Sample> samples) {

  /** How many scenes have their signs in one number. */
  private static final int TOGETHER = 4;

  private static final int PATTERNS = 1 << TOGETHER;

  /**
   * A sample of scenes.
   *
   * @param scenes how many there are
   * @param squares the sum of the squares of what they give, which no sign changes
   * @param blocks which fours of scenes it has a part in
   * @param sums what such a four gives, for each pattern of signs
   */
  private record Sample(int scenes, double squares, int[] blocks, double[][] sums) {}

  /**
   * Makes one.
   *
   * @param comparison the comparison
   * @param numbers a number for each scene of the run, from 0 on
   */
  public static SignedComparison of(Comparison comparison, Map<String, Integer> numbers) {
    double[][] moved = comparison.aboutTheLimit();
    List<Sample> samples = new ArrayList<>();
    for (int k = 0; k < moved.length; k++) {
      samples.add(sample(comparison.samples().get(k).scenes(), moved[k], numbers));
    }
    return new SignedComparison(samples);
  }

  private static Sample sample(List<String> scenes, double[] moved, Map<String, Integer> numbers) {
    double[] all = new double[blocks(numbers.size()) * TOGETHER];
    double squares = 0;
    for (int i = 0; i < moved.length; i++) {
      all[numbers.get(scenes.get(i))] = moved[i];
      squares += moved[i] * moved[i];
    }
    int[] blocks =
        scenes.stream()
            .mapToInt(scene -> numbers.get(scene) / TOGETHER)
            .sorted()
            .distinct()
            .toArray();
    double[][] sums = new double[blocks.length][PATTERNS];
    for (int b = 0; b < blocks.length; b++) {
      for (int pattern = 0; pattern < PATTERNS; pattern++) {
        for (int i = 0; i < TOGETHER; i++) {
          double scene = all[blocks[b] * TOGETHER + i];
          sums[b][pattern] += (pattern >> i & 1) == 1 ? scene : -scene;
        }
      }
    }
    return new Sample(moved.length, squares, blocks, sums);
  }

  private static int blocks(int scenes) {
    return (scenes + TOGETHER - 1) / TOGETHER;
  }

  /** Draws signs for so many scenes. */
  public static byte[] signs(int scenes, SplittableRandom random) {
    byte[] signs = new byte[blocks(scenes)];
    for (int block = 0; block < signs.length; block++) {
      signs[block] = (byte) random.nextInt(PATTERNS);
    }
    return signs;
  }

  /** Returns Student's t with these signs. */
  public double statistic(byte[] signs) {
    double total = 0;
    double variance = 0;
    for (Sample sample : samples) {
      double sum = 0;
      for (int b = 0; b < sample.blocks.length; b++) {
        sum += sample.sums[b][signs[sample.blocks[b]]];
      }
      double g = sample.scenes;
      total += sum;
      variance += g / (g - 1) * Math.max(0, sample.squares - sum * sum / g);
    }
    if (variance == 0) {
      return total > 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }
    return total / Math.sqrt(variance);
  }
}

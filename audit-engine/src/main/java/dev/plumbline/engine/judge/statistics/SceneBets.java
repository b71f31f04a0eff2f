package dev.plumbline.engine.judge.statistics;

/**
 * A test that may be looked at after every scene, and stopped whenever one likes: scenes are drawn
 * without replacement from those of a run, each has a number between 0 and a largest one or below
 * 0, and what is to be refuted is that all numbers of the run add up to 0 or more.
 *
 * <p>A gambler bets against it, on each next scene's number being below what it would be on average
 * if the claim held. While it holds no way of betting gains in the mean, so that the capital ever
 * grows to 1/rate at a rate of at most <i>rate</i> (Ville's inequality): Waudby-Smith and Ramdas,
 * Estimating means of bounded random variables by betting (2023), section 4 on sampling without
 * replacement. The capital is in three parts that bet fixed fractions of the most that could be
 * lost: nearly all, which decides clear cases soon, and less, which does not go broke on close
 * ones.
 */
public final class SceneBets {

  private static final double[] FRACTIONS = {0.9, 0.4, 0.1};
  private static final double[] STAKES = {0.6, 0.3, 0.1};

  /** What is left of 0 after rounding, as a share of what could still be added. */
  private static final double ROUNDING = 1e-9;

  private SceneBets() {}

  /**
   * Tells whether the claim was refuted after one of the scenes that were seen.
   *
   * @param values the numbers of the scenes seen, in their order
   * @param sizes how many images each scene of the run has, those seen first
   * @param largest the most that an image can add to its scene's number, at least 0
   * @param rate how often a claim that holds may be refuted
   */
  static boolean refute(double[] values, int[] sizes, double largest, double rate) {
    int scenes = sizes.length;
    int[] largestSize = new int[scenes + 1];
    double left = 0;
    for (int t = scenes - 1; t >= 0; t--) {
      largestSize[t] = Math.max(largestSize[t + 1], sizes[t]);
      left += sizes[t];
    }
    double all = largest * left;
    double[] capital = STAKES.clone();
    double sum = 0;
    for (int t = 0; t <= values.length; t++) {
      if (sum + largest * left < -ROUNDING * all || all == 0) {
        return true; // whatever comes, the sum stays below 0
      }
      if (total(capital) >= 1 / rate) {
        return true;
      }
      if (t == values.length) {
        break;
      }
      double expected = -sum / (scenes - t);
      double highest = largest * largestSize[t];
      if (highest - expected <= ROUNDING * highest) {
        return false; // nothing can be lost, so nothing can be bet
      }
      for (int part = 0; part < capital.length; part++) {
        double lost = (values[t] - expected) / (highest - expected);
        capital[part] *= Math.max(0, 1 - FRACTIONS[part] * lost);
      }
      sum += values[t];
      left -= sizes[t];
    }
    return false;
  }

  private static double total(double[] capital) {
    double total = 0;
    for (double part : capital) {
      total += part;
    }
    return total;
  }
}

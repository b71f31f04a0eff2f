package dev.plumbline.engine.judge.statistics;

/**
 * A test that may be looked at after every scene, and stopped whenever one likes. The scenes of a
 * run come in random order, each once, and each has a number whose range is known. The claim to be
 * refuted is that the numbers of all scenes of the run add up to 0 or more.
 *
 * <p>A gambler bets against the claim: that the next scene's number is below what it would be on
 * average if the claim held. If the claim holds, no way of betting gains on average, and the
 * probability that the capital ever grows to 1/rate times the first stake is at most <i>rate</i>
 * (Ville's inequality). If it does grow so much, the claim is refuted. See Waudby-Smith and Ramdas,
 * Estimating means of bounded random variables by betting (2023), section 4 on sampling without
 * replacement.
 *
 * <p>The capital is in three parts, each of which always bets the same fraction of the most that
 * could be lost. The part that bets nearly all decides clear cases soon; those that bet less do not
 * go broke on close ones.
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

package dev.plumbline.simulations;

import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * How often something happened among independent tries.
 *
 * @param hits how often
 * @param tries among how many
 */
public record Proportion(int hits, int tries) {

  private static final double LEVEL = 0.95;

  /** Returns the share that was seen. */
  public double share() {
    return (double) hits / tries;
  }

  /** Returns the one-sided upper limit at 95 % of what the share is in truth (Clopper, Pearson). */
  public double atMost() {
    return hits == tries
        ? 1
        : BetaDistribution.of(hits + 1.0, tries - hits).inverseCumulativeProbability(LEVEL);
  }

  /** Returns the one-sided lower limit at 95 %. */
  public double atLeast() {
    return hits == 0
        ? 0
        : BetaDistribution.of(hits, tries - hits + 1.0).inverseCumulativeProbability(1 - LEVEL);
  }
}

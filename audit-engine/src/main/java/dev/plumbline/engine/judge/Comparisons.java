package dev.plumbline.engine.judge;

import dev.plumbline.engine.judge.statistics.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The comparisons of a run. They are judged together, so all have to be known first: every leaf is
 * gone through once with gates that only collect, and then judged.
 */
public final class Comparisons {

  private final double rate;
  private final long seed;
  private final List<Comparison> collected = new ArrayList<>();
  private Optional<Family> family = Optional.empty();

  /**
   * Begins to collect.
   *
   * @param rate the probability with which a run may be red though nothing is beyond its limit, and
   *     with which one comparison may be within its limit though the truth is beyond
   * @param seed seeds the resampling
   */
  public Comparisons(double rate, long seed) {
    this.rate = rate;
    this.seed = seed;
  }

  /** Returns the error rate. */
  double rate() {
    return rate;
  }

  /** Tells that all have been collected. */
  public synchronized void complete() {
    family = Optional.of(Family.of(collected, rate, seed));
  }

  /**
   * Returns what a comparison comes to. Until all have been collected, it is only taken note of,
   * and what is returned means nothing.
   */
  synchronized Decision decide(Comparison comparison) {
    if (family.isPresent()) {
      return family.get().decide(comparison);
    }
    collected.add(comparison);
    return new Decision(
        Decision.Verdict.WITHIN, comparison, rate, 1, Optional.empty(), OptionalLong.empty());
  }
}

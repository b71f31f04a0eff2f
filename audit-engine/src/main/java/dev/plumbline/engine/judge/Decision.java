package dev.plumbline.engine.judge;

import dev.plumbline.engine.judge.statistics.Comparison;
import dev.plumbline.engine.judge.statistics.SceneInterval;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a comparison comes to at the run's error rate.
 *
 * @param verdict within the limit, beyond it, or neither
 * @param comparison what was compared
 * @param rate the error rate
 * @param probability how likely a figure this far on its side of the limit is where the truth is at
 *     the limit
 * @param adjusted the same for the farthest of all comparisons of the run; only beyond the limit
 * @param block the layers together with which it is beyond the limit, where it is not by itself
 * @param moreImages about how many more images would decide it; empty where it is decided, or no
 *     number in reason would
 */
record Decision(
    Verdict verdict,
    Comparison comparison,
    double rate,
    double probability,
    Optional<Double> adjusted,
    Optional<String> block,
    OptionalLong moreImages) {

  enum Verdict {
    WITHIN,
    BEYOND,
    INCONCLUSIVE
  }

  /** Returns a decision of which nothing is known yet. */
  static Decision undecided(Comparison comparison, double rate) {
    return new Decision(
        Verdict.INCONCLUSIVE,
        comparison,
        rate,
        1,
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty());
  }

  Decision as(Verdict decided, double likely) {
    return new Decision(decided, comparison, rate, likely, adjusted, block, moreImages);
  }

  Decision withAdjusted(double p) {
    return new Decision(verdict, comparison, rate, probability, Optional.of(p), block, moreImages);
  }

  Decision withBlock(String layers) {
    return new Decision(
        verdict, comparison, rate, probability, adjusted, Optional.of(layers), moreImages);
  }

  Decision withMoreImages(OptionalLong more) {
    return new Decision(verdict, comparison, rate, probability, adjusted, block, more);
  }

  /**
   * Returns the share of scenes that could be beyond the limit although so few of those that were
   * looked at are: of what is rare, where it passed.
   */
  OptionalDouble unseen() {
    return verdict == Verdict.WITHIN
        ? comparison.affected().stream().mapToDouble(scenes -> scenes.unseen(rate)).findFirst()
        : OptionalDouble.empty();
  }

  /** Returns how sure it is, in words. */
  String sureness() {
    String sample =
        comparison.scenes()
            + (comparison.isPaired() ? " scenes that both saw" : " scenes, not the same ones")
            + SceneInterval.caution(comparison.scenes());
    if (comparison.standardError() == 0) {
      return "the same in each of " + sample;
    }
    String error =
        String.format(
            Locale.ROOT,
            "standard error %s over %s, p = %s",
            Violation.number(comparison.standardError()),
            sample,
            probability(probability));
    return adjusted
        .map(
            p ->
                error
                    + block.map(layers -> ", as the farthest of " + layers + " together").orElse("")
                    + ", "
                    + probability(p)
                    + " adjusted for all comparisons of the run")
        .orElse(error);
  }

  /** Returns why nothing could be said, and what would help. */
  String inconclusive() {
    return String.format(
        Locale.ROOT,
        "%s the limit by %s, which cannot be told from chance at an error rate of %s %% (%s); %s",
        comparison.excess() > 0 ? "beyond" : "within",
        Violation.number(Math.abs(comparison.excess())),
        Violation.number(100 * rate),
        sureness(),
        moreImages.isPresent()
            ? "needs about " + moreImages.getAsLong() + " more images, in scenes of their own"
            : "it is so close that no number of images in reason would decide it");
  }

  private static String probability(double p) {
    return p < 0.0001 ? "under 0.0001" : String.format(Locale.ROOT, "%.2g", p);
  }
}

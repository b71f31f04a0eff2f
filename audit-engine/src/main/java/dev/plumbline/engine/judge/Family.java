package dev.plumbline.engine.judge;

import dev.plumbline.engine.judge.statistics.AffectedScenes;
import dev.plumbline.engine.judge.statistics.Comparison;
import dev.plumbline.engine.judge.statistics.JointTest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * All comparisons of a run, judged together: beyond a limit is only what is farther beyond it than
 * the farthest of all comparisons, or of all blocks of layers, would be by chance.
 *
 * <p>It takes scenes to be independent of each other, and what they give to be symmetric about the
 * limit.
 */
final class Family {

  /**
   * Where a comparison belongs. Those of the same place are also judged together.
   *
   * @param checkpoint whose figure it is
   * @param timestep at which
   * @param block the block of layers
   * @param metric the metric's name
   * @param reference what the limit refers to
   * @param atMost whether the figure may be at most the limit; otherwise at least
   * @param isPaired whether it is a comparison image by image
   */
  record Place(
      String checkpoint,
      int timestep,
      String block,
      String metric,
      String reference,
      boolean atMost,
      boolean isPaired) {}

  /**
   * A comparison where it belongs.
   *
   * @param place where
   * @param comparison the comparison
   * @param margin what its margin is made of
   */
  record Placed(Place place, Comparison comparison, Planning.Margin margin) {

    /** Places a comparison whose margin does not depend on scenes. */
    Placed(Place place, Comparison comparison) {
      this(place, comparison, new Planning.Margin(comparison.margin(), 0));
    }

    Placed withMargin(Planning.Margin other) {
      return new Placed(place, comparison, other);
    }
  }

  /** Beyond this many times the images at hand nobody would go and get more. */
  private static final double MOST_IMAGES = 100;

  /** How much sums of the same numbers may differ that were added in another order. */
  private static final double ROUNDING = 1e-9;

  private final JointTest<Place> joint;
  private final double rate;

  private Family(JointTest<Place> joint, double rate) {
    this.joint = joint;
    this.rate = rate;
  }

  /**
   * Makes the family.
   *
   * @param comparisons all of the run
   * @param rate the probability with which a run may be red though nothing is beyond its limit
   * @param seed seeds the draws
   */
  static Family of(List<Placed> comparisons, double rate, long seed) {
    Map<Place, List<Comparison>> tested = new LinkedHashMap<>();
    for (Placed placed : comparisons) {
      Comparison comparison = placed.comparison();
      if (comparison.standardError() > 0 && comparison.scenes() >= fewestScenes(rate)) {
        tested.computeIfAbsent(placed.place(), place -> new ArrayList<>()).add(comparison);
      }
    }
    return new Family(new JointTest<>(tested, rate, seed), rate);
  }

  /** Returns what a comparison comes to. */
  Decision decide(Placed placed) {
    Comparison comparison = placed.comparison();
    Decision undecided = Decision.undecided(comparison, rate);
    if (comparison.standardError() == 0) {
      return undecided.as(
          comparison.excess() > 0 ? Decision.Verdict.BEYOND : Decision.Verdict.WITHIN, 0);
    }
    return comparison.excess() > 0 ? beyond(placed, undecided) : within(comparison, undecided);
  }

  /** Decides about what is beyond its limit: by more than chance, or not. */
  private Decision beyond(Placed placed, Decision undecided) {
    Comparison comparison = placed.comparison();
    double probability = comparison.probabilityOfExcess();
    if (isOfFewScenes(comparison)) {
      double rarest = Math.scalb(1.0, 1 - comparison.scenes());
      return undecided
          .as(Decision.Verdict.INCONCLUSIVE, probability)
          .withAdjusted(Math.max(probability, rarest))
          .withMoreImages(more(comparison, 0));
    }
    double adjusted = joint.adjusted(comparison);
    if (adjusted <= rate) {
      return undecided.as(Decision.Verdict.BEYOND, probability).withAdjusted(adjusted);
    }
    Optional<JointTest.Group> block =
        joint
            .group(placed.place())
            .filter(group -> group.adjusted() <= rate)
            .filter(group -> comparison.statistic() >= group.farthest() * (1 - ROUNDING));
    if (block.isPresent()) {
      return undecided
          .as(Decision.Verdict.BEYOND, probability)
          .withAdjusted(block.get().adjusted())
          .withBlock(block.get().comparisons() + " layers of " + placed.place().block());
    }
    return undecided
        .as(Decision.Verdict.INCONCLUSIVE, probability)
        .withAdjusted(adjusted)
        .withMoreImages(more(comparison, joint.critical(comparison)));
  }

  /** Decides about what is within its limit: by more than chance, or not. */
  private Decision within(Comparison comparison, Decision undecided) {
    double margin = comparison.probabilityOfMargin();
    if (isWithin(comparison, margin)) {
      return undecided.as(Decision.Verdict.WITHIN, margin);
    }
    return undecided
        .as(Decision.Verdict.INCONCLUSIVE, margin)
        .withMoreImages(more(comparison, comparison.critical(rate)));
  }

  /**
   * Of something rare, the mean of the scenes says little, and Student's t less. There, no scene is
   * beyond the limit by itself, or fewer scenes became worse than became better by more than chance
   * explains. Where scenes were not held against themselves nothing tells which became better, so
   * that a few of them beyond the limit are judged by the mean.
   */
  private boolean isWithin(Comparison comparison, double margin) {
    Optional<AffectedScenes> affected = comparison.affected();
    if (affected.isEmpty()) {
      return margin <= rate;
    }
    AffectedScenes scenes = affected.get();
    return scenes.more() == 0 || (scenes.isPaired() ? scenes.probabilityOfFewer() : margin) <= rate;
  }

  /**
   * The error shrinks with the root of the number of images. As many are wanted as decide it in
   * four of five runs if the figure is where it seems to be.
   */
  private OptionalLong more(Comparison comparison, double critical) {
    double fewest = fewestScenes(rate) / comparison.scenes(); // with fewer, the ratio says nothing
    double ratio = (critical + Planning.POWER) / Math.abs(comparison.statistic());
    double factor = fewest > 1 ? fewest : ratio * ratio;
    return factor > MOST_IMAGES || Double.isNaN(factor)
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(1, (long) Math.ceil(comparison.images() * (factor - 1))));
  }

  /** With so few scenes nothing can be called beyond its limit, however far it is. */
  private boolean isOfFewScenes(Comparison comparison) {
    return comparison.scenes() < fewestScenes(rate);
  }

  /**
   * Returns how many scenes are needed for anything to be beyond its limit. g scenes have 2^g
   * patterns of signs. A pattern and its opposite may both count, so two of them together have to
   * be rarer than the rate.
   */
  static double fewestScenes(double rate) {
    return Math.ceil(1 - Math.log(rate) / Math.log(2));
  }

  /** Returns what the comparisons could find. */
  Planning planning() {
    return new Planning(
        fewestScenes(rate),
        comparison ->
            isOfFewScenes(comparison) ? Double.POSITIVE_INFINITY : joint.critical(comparison));
  }
}

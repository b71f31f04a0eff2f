package dev.plumbline.engine.judge.statistics;

import dev.plumbline.api.Contributions;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How far a metric is beyond a relative limit, and how sure that is. Where both figures come from
 * the same images they are compared image by image, so that how easy or hard an image is cancels
 * out. Otherwise they are two independent samples of scenes, and both vary.
 *
 * @param excess how far the figure is beyond the limit; below 0 within it
 * @param samples what each scene moves the excess by: one sample where the comparison is paired,
 *     two where it is not
 * @param images how many images the excess rests on
 * @param margin how much worse than the reference's figure the limit is
 * @param affected where most scenes have nothing of what is counted: how many are beyond the limit
 */
public record Comparison(
    double excess,
    List<SceneInfluence> samples,
    int images,
    double margin,
    Optional<AffectedScenes> affected) {

  /** Scenes of the reference are not those of the candidate, whatever they are called. */
  private static final String OTHERS = "reference\0";

  /**
   * Compares a figure with a multiple of another plus a constant.
   *
   * @param ours the figure's contributions
   * @param theirs the reference's
   * @param factor what the reference is multiplied by
   * @param added what is added to it
   * @param atMost whether the figure may be at most that; otherwise at least
   * @param sameInputs whether images of one name are the same image with the same noise
   * @return the comparison; empty where the figures are no ratios of sums, or a sample has fewer
   *     than two scenes
   */
  public static Optional<Comparison> of(
      Contributions ours,
      Contributions theirs,
      double factor,
      double added,
      boolean atMost,
      boolean sameInputs) {
    Set<String> common = names(ours);
    common.retainAll(names(theirs));
    boolean paired = sameInputs && !common.isEmpty();
    Contributions mine = paired ? ours.only(common) : ours;
    Contributions other = paired ? theirs.only(common) : theirs;
    Optional<SceneInfluence> mineMoved = SceneInfluence.of(mine);
    Optional<SceneInfluence> otherMoved = SceneInfluence.of(other);
    if (mineMoved.isEmpty() || otherMoved.isEmpty()) {
      return Optional.empty();
    }
    double sign = atMost ? 1 : -1;
    double reference = other.value().orElseThrow();
    double limit = factor * reference + added;
    double excess = sign * (mine.value().orElseThrow() - limit);
    SceneInfluence one = mineMoved.get().times(sign);
    SceneInfluence two = otherMoved.get().times(-sign * factor);
    List<SceneInfluence> samples =
        paired ? List.of(one.plus(two)) : List.of(one, two.named(OTHERS));
    if (samples.stream().anyMatch(sample -> sample.scenes().size() < 2)) {
      return Optional.empty();
    }
    Optional<AffectedScenes> affected =
        atMost ? AffectedScenes.of(mine, other, factor, added, paired) : Optional.empty();
    return Optional.of(
        new Comparison(excess, samples, mine.size(), sign * (limit - reference), affected));
  }

  /**
   * Returns the comparison that is to be expected with a recorded figure if nothing has changed: on
   * other scenes two samples of the same kind; on the same scenes one, whose error is at most this,
   * as if what the two sides see had nothing in common.
   *
   * @param recorded the recorded figure's contributions
   * @param margin how much worse than it the limit is
   * @param scenes how many other scenes there are; empty for the same scenes
   * @return the comparison; empty where the figure is no ratio of sums, or has fewer than two
   *     scenes
   */
  public static Optional<Comparison> expected(
      Contributions recorded, double margin, OptionalInt scenes) {
    return SceneInfluence.of(recorded)
        .filter(theirs -> theirs.scenes().size() > 1)
        .map(
            theirs ->
                new Comparison(
                    -margin,
                    scenes.isEmpty()
                        ? List.of(theirs.times(Math.sqrt(2)))
                        : List.of(
                            theirs.times(
                                Math.sqrt((double) theirs.scenes().size() / scenes.getAsInt())),
                            theirs.named(OTHERS)),
                    recorded.size(),
                    margin,
                    Optional.empty()));
  }

  private static Set<String> names(Contributions contributions) {
    Set<String> names = new HashSet<>();
    contributions.images().forEach(image -> names.add(image.name()));
    return names;
  }

  public boolean isPaired() {
    return samples.size() == 1;
  }

  /** Returns the fewest scenes of a sample. */
  public int scenes() {
    return samples.stream().mapToInt(sample -> sample.scenes().size()).min().orElseThrow();
  }

  /** Returns the standard error of the excess; 0 where no scene differs from the others. */
  public double standardError() {
    return Math.sqrt(samples.stream().mapToDouble(SceneInfluence::variance).sum());
  }

  /** Returns Student's t; infinite where there is no error. */
  public double statistic() {
    return excess / standardError();
  }

  /**
   * Returns what each scene of each sample adds to the excess; all numbers add up to it. Where the
   * two sides of a pair weigh alike, that is (A − c·A′ − m·B)/ΣB, with A and B the candidate's sums
   * over the scene, A′ the reference's and c·R + m the limit: no estimate is in it but ΣB.
   *
   * <p>Where there are two samples, each is given a share of the excess in proportion to its
   * variance: the less certain of two figures has to be moved further for both to meet at the
   * limit.
   */
  List<SceneInfluence> aboutTheLimit() {
    double variance = samples.stream().mapToDouble(SceneInfluence::variance).sum();
    return samples.stream()
        .map(sample -> sample.from(excess * sample.variance() / variance))
        .toList();
  }

  /** Welch and Satterthwaite's; g − 1 of a paired comparison. */
  private double degreesOfFreedom() {
    double variance = 0;
    double parts = 0;
    for (SceneInfluence sample : samples) {
      variance += sample.variance();
      parts += sample.variance() * sample.variance() / (sample.scenes().size() - 1);
    }
    return variance * variance / parts;
  }

  /** Returns how likely it is to be this far beyond the limit where the truth is at the limit. */
  public double probabilityOfExcess() {
    return TDistribution.of(degreesOfFreedom()).survivalProbability(statistic());
  }

  /** Returns how likely it is to be this far within the limit where the truth is at the limit. */
  public double probabilityOfMargin() {
    return TDistribution.of(degreesOfFreedom()).cumulativeProbability(statistic());
  }

  /** Returns the value of Student's t that is exceeded at a rate. */
  public double critical(double rate) {
    return TDistribution.of(degreesOfFreedom()).inverseSurvivalProbability(rate);
  }
}

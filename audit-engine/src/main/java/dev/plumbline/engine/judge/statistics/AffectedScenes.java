package dev.plumbline.engine.judge.statistics;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.Contributions.Aggregate;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * In how many scenes something rare has become more frequent. Where most scenes have nothing of
 * what is counted, neither here nor in the reference, their mean says little of the others: no
 * scene may be affected among those that were looked at, though many elsewhere are. What can be
 * said for certain is how many of the scenes are affected, and how large a share could be so
 * unseen.
 *
 * @param scenes how many scenes were looked at
 * @param more in how many the figure is beyond the limit by itself
 * @param fewer in how many it is as far on the other side
 * @param isPaired whether each scene was held against itself in the reference
 */
public record AffectedScenes(int scenes, int more, int fewer, boolean isPaired) {

  /**
   * Counts the scenes.
   *
   * @param ours the figure's contributions
   * @param theirs the reference's, of the same scenes where the comparison is paired
   * @param factor what the reference is multiplied by
   * @param added what is added to it
   * @param isPaired whether scenes of one name are the same
   * @return empty where it is not something rare: not a share of a sum that cannot be negative, or
   *     less than half of the scenes have nothing of it
   */
  static Optional<AffectedScenes> of(
      Contributions ours, Contributions theirs, double factor, double added, boolean isPaired) {
    if (!mayBeRare(ours) || !mayBeRare(theirs)) {
      return Optional.empty();
    }
    SortedMap<String, Contributions> mine = ours.byScene();
    SortedMap<String, Contributions> other = theirs.byScene();
    if (!isRare(mine, other, isPaired)) {
      return Optional.empty();
    }
    double whole = theirs.value().orElseThrow();
    int scenes = 0;
    int more = 0;
    int fewer = 0;
    for (Map.Entry<String, Contributions> scene : mine.entrySet()) {
      OptionalDouble value = scene.getValue().value();
      OptionalDouble reference =
          isPaired ? other.get(scene.getKey()).value() : OptionalDouble.of(whole);
      if (value.isPresent() && reference.isPresent()) {
        double expected = factor * reference.getAsDouble();
        scenes++;
        more += value.getAsDouble() > expected + added ? 1 : 0;
        fewer += value.getAsDouble() < expected - Math.abs(added) ? 1 : 0;
      }
    }
    return scenes == 0
        ? Optional.empty()
        : Optional.of(new AffectedScenes(scenes, more, fewer, isPaired));
  }

  /** Most figures can be told not to be rare at a glance: no image gives exactly 0. */
  private static boolean mayBeRare(Contributions given) {
    double[] numerators = given.numerators();
    return given.aggregate() == Aggregate.RATIO
        && Arrays.stream(numerators).allMatch(part -> part >= 0)
        && Arrays.stream(numerators).anyMatch(part -> part == 0)
        && Arrays.stream(given.denominators()).allMatch(part -> part >= 0);
  }

  private static boolean isRare(
      SortedMap<String, Contributions> mine,
      SortedMap<String, Contributions> other,
      boolean isPaired) {
    if (isPaired) {
      long none =
          mine.entrySet().stream()
              .filter(scene -> isNone(scene.getValue()) && isNone(other.get(scene.getKey())))
              .count();
      return 2 * none >= mine.size();
    }
    return isRare(mine) && isRare(other);
  }

  private static boolean isRare(SortedMap<String, Contributions> scenes) {
    return 2 * scenes.values().stream().filter(AffectedScenes::isNone).count() >= scenes.size();
  }

  private static boolean isNone(Contributions scene) {
    return Arrays.stream(scene.numerators()).allMatch(part -> part == 0);
  }

  /**
   * Returns how large a share of all scenes could be affected, and yet so few of those that were
   * looked at be: the upper limit of Clopper and Pearson. With none of n it is 1 − rate^(1/n).
   *
   * @param rate how often the share may be larger
   */
  public double unseen(double rate) {
    return more == scenes
        ? 1
        : BetaDistribution.of(more + 1.0, scenes - (double) more).inverseSurvivalProbability(rate);
  }

  /**
   * Returns how likely so few of the scenes that changed are worse, if as many became worse as
   * better: the sign test, McNemar's of pairs.
   */
  public double probabilityOfFewer() {
    return BinomialDistribution.of(more + fewer, 0.5).cumulativeProbability(more);
  }
}

package dev.plumbline.engine.judge.statistics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The comparisons of a run, tested together. Were each of hundreds tested alone, some would be
 * beyond their limits by chance in every run. So a comparison has to be farther beyond its limit
 * than the farthest of all would be by chance: the max-T procedure of Westfall and Young (1993),
 * with random signs where comparisons are paired, and with scenes that change sides where there are
 * two samples.
 *
 * <p>It has two stages. What is shown to be within its limit, beyond reasonable doubt, cannot be
 * beyond it by chance, and is left out of the farthest. And comparisons that belong together are
 * also taken together: what is a little beyond the limit at each of five layers is far beyond it at
 * the five. Groups compete with single comparisons for the farthest, so that they cost no error
 * rate of their own.
 *
 * @param <G> what tells groups apart
 */
public final class JointTest<G> {

  /** What is within its limit at this part of the error rate is so beyond reasonable doubt. */
  private static final double BEYOND_DOUBT = 0.1;

  /**
   * Comparisons of a group taken together.
   *
   * @param comparisons how many there are
   * @param farthest the largest Student's t of any of them
   * @param adjusted how likely it is that anything of the run is as far beyond its limit by chance
   */
  public record Group(int comparisons, double farthest, double adjusted) {}

  /** A group before anything is drawn. */
  private record Pooled(List<Comparison> comparisons, List<SceneInfluence> moved) {

    static Pooled of(List<Comparison> comparisons) {
      return new Pooled(
          comparisons,
          DistanceFromLimit.together(comparisons.stream().map(Comparison::aboutTheLimit).toList()));
    }

    int scenes() {
      return moved.stream().mapToInt(sample -> sample.scenes().size()).min().orElseThrow();
    }
  }

  private final Map<G, Pooled> groups = new HashMap<>();
  private final List<List<SceneInfluence>> tested = new ArrayList<>();
  private final double rate;
  private final long seed;
  private Optional<Farthest> farthest = Optional.empty();

  /**
   * Makes the test; patterns are drawn when something is beyond its limit.
   *
   * @param comparisons all of the run that have a standard error, by their groups; those of a group
   *     are all paired or all of two samples
   * @param rate the error rate
   * @param seed seeds the draws
   */
  public JointTest(Map<G, List<Comparison>> comparisons, double rate, long seed) {
    this.rate = rate;
    this.seed = seed;
    comparisons.forEach(
        (group, all) -> {
          List<Comparison> open =
              all.stream().filter(one -> one.probabilityOfMargin() > BEYOND_DOUBT * rate).toList();
          open.forEach(one -> tested.add(one.aboutTheLimit()));
          if (open.size() > 1) {
            Pooled pooled = Pooled.of(open);
            groups.put(group, pooled);
            tested.add(pooled.moved());
          }
        });
  }

  /**
   * Returns in which share of patterns the farthest of the run is at least as far beyond its limit
   * as a comparison. With g scenes, those of the smaller of two samples, no less than 2^−g.
   */
  public double adjusted(Comparison comparison) {
    return adjusted(comparison.statistic(), comparison.scenes());
  }

  /** Returns a group taken together; empty where fewer than two of its comparisons are tested. */
  public Optional<Group> group(G group) {
    return Optional.ofNullable(groups.get(group))
        .map(
            pooled -> {
              double statistic = DistanceFromLimit.statistic(pooled.moved());
              return new Group(
                  pooled.comparisons().size(),
                  pooled.comparisons().stream()
                      .mapToDouble(Comparison::statistic)
                      .max()
                      .orElseThrow(),
                  statistic > 0 ? adjusted(statistic, pooled.scenes()) : 1);
            });
  }

  private double adjusted(double statistic, int scenes) {
    return Math.max(farthest().share(statistic), Math.scalb(1.0, -scenes));
  }

  /**
   * Returns the Student's t beyond which a comparison is beyond its limit at the error rate;
   * infinite where no distance is enough.
   */
  public double critical(Comparison comparison) {
    double alone = comparison.critical(rate);
    return tested.isEmpty() ? alone : Math.max(alone, farthest().critical(rate));
  }

  private synchronized Farthest farthest() {
    if (farthest.isEmpty()) {
      farthest = Optional.of(Farthest.of(tested, seed));
    }
    return farthest.get();
  }
}

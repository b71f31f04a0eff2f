package dev.plumbline.engine.judge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The comparisons of a run. They are judged together, so all have to be known first: every leaf is
 * gone through once with gates that only collect, and then judged.
 */
public final class Comparisons {

  private final double rate;
  private final long seed;
  private final List<Family.Placed> collected = new ArrayList<>();
  private final List<Family.Placed> forTheWorse = new ArrayList<>();
  private final RareFigures rare;
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
    rare = new RareFigures(rate);
  }

  /** Returns the error rate. */
  double rate() {
    return rate;
  }

  /**
   * Returns how many scenes it takes for anything to be shown to be worse.
   *
   * @param rate the error rate
   */
  public static int fewestScenes(double rate) {
    return (int) Family.fewestScenes(rate);
  }

  /** Tells that all have been collected. */
  public synchronized void complete() {
    family = Optional.of(Family.of(collected, rate, seed));
  }

  /**
   * Returns what a comparison comes to. Until all have been collected, it is only taken note of,
   * and what is returned means nothing.
   */
  synchronized Decision decide(Family.Placed placed) {
    if (family.isEmpty()) {
      forTheWorse.add(placed);
    }
    Decision decision = decideChange(placed);
    if (family.isPresent()) {
      rare.decided(placed.place(), decision);
    }
    return decision;
  }

  /**
   * Returns what a comparison comes to that is of interest only where the figure is beyond its
   * limit: it is one of the run's, and nothing is said of what it could find.
   */
  synchronized Decision decideChange(Family.Placed placed) {
    if (family.isEmpty()) {
      collected.add(placed);
      return Decision.undecided(placed.comparison(), rate).as(Decision.Verdict.WITHIN, 1);
    }
    return family.get().decide(placed);
  }

  /** Returns the names of the metrics that were compared. */
  public synchronized SortedSet<String> metrics() {
    SortedSet<String> metrics = new TreeSet<>();
    forTheWorse.forEach(placed -> metrics.add(placed.place().metric()));
    return metrics;
  }

  /**
   * Returns what is to be said of the comparisons as a whole, by the checkpoint it is about: what
   * could be so unseen, how large a change these scenes can find, and how many scenes others take.
   *
   * @param wanted which changes are to be found, by metric
   */
  public synchronized SortedMap<String, List<String>> remarks(Map<String, Double> wanted) {
    SortedMap<String, List<String>> remarks = new TreeMap<>();
    rare.remarks()
        .forEach((name, said) -> remarks.computeIfAbsent(name, n -> new ArrayList<>()).add(said));
    family.ifPresent(
        judged ->
            judged
                .planning()
                .remarks(forTheWorse, wanted)
                .forEach(
                    (name, said) ->
                        remarks.computeIfAbsent(name, n -> new ArrayList<>()).addAll(said)));
    return remarks;
  }
}

package dev.plumbline.reports.results;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.report.LeafGrids;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.api.report.NothingToCompare;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What became of one leaf. What each image gave to its metrics is told once, and then forgotten but
 * for its {@link #spreads}: of a large run it would fill the heap.
 *
 * @param leaf the leaf
 * @param outcome its outcome
 * @param message why, when it did not pass; otherwise empty
 * @param cause what was thrown, if anything was
 * @param metrics its metrics, in the order they were recorded
 * @param incomparable which of the metrics that it checked are only recorded, since there was
 *     nothing to compare them with
 * @param contributions what each image gave to a metric, by its name, where that is known and not
 *     forgotten
 * @param spreads where the middle half of the images' own figures is, by metric, of metrics that
 *     are the largest of them
 * @param grids what its measurements show beside the metrics, if it failed
 * @param start when it started
 * @param stop when it ended
 */
public record LeafResult(
    Leaf leaf,
    Outcome outcome,
    String message,
    Optional<Throwable> cause,
    List<MetricRecord> metrics,
    Optional<NothingToCompare> incomparable,
    Map<String, Contributions> contributions,
    Map<String, Spread> spreads,
    Optional<LeafGrids> grids,
    Instant start,
    Instant stop) {

  /** Copies what it is given. */
  public LeafResult {
    metrics = List.copyOf(metrics);
    contributions = Map.copyOf(contributions);
    spreads = Map.copyOf(spreads);
  }

  /** Tells whether its metrics are only recorded, since there is nothing to compare them with. */
  public boolean isOnlyRecorded() {
    return outcome == Outcome.ABORTED && incomparable.filter(NothingToCompare::isOfAll).isPresent();
  }

  /** Tells whether it passed although some of what it checked had nothing to be compared with. */
  public boolean isComparedInPart() {
    return outcome == Outcome.PASSED && incomparable.isPresent();
  }

  /** Tells whether it ran and nothing can be said of it though there was something to compare. */
  public boolean isUndecided() {
    return outcome == Outcome.ABORTED && !isOnlyRecorded();
  }

  /** Tells whether there is anything to draw maps of. */
  public boolean hasMaps() {
    return grids.filter(maps -> !maps.grids().isEmpty()).isPresent();
  }

  /** Returns what leaves are told apart by where some of them are chosen for maps. */
  public List<String> mapGroup() {
    return List.of(leaf.checkpoint(), leaf.audit());
  }

  /** Returns the same without what each image gave. */
  LeafResult withoutContributions() {
    return with(Map.of(), grids);
  }

  /** Returns the same without what maps are drawn of. */
  LeafResult withoutGrids() {
    return with(contributions, Optional.empty());
  }

  private LeafResult with(Map<String, Contributions> given, Optional<LeafGrids> shown) {
    return new LeafResult(
        leaf, outcome, message, cause, metrics, incomparable, given, spreads, shown, start, stop);
  }

  /** Returns where the middle half of what images gave is, as {@link #spreads} has it. */
  static Map<String, Spread> spreads(Map<String, Contributions> contributions) {
    Map<String, Spread> spreads = new HashMap<>();
    contributions.forEach(
        (metric, given) -> {
          if (given.aggregate() == Contributions.Aggregate.MAXIMUM && given.size() > 0) {
            spreads.put(metric, Spread.of(given.numerators()));
          }
        });
    return Collections.unmodifiableMap(spreads);
  }

  /**
   * Returns by how much the worst metric is outside its bound, as a share of the bound; of a bound
   * of 0, the distance itself. Empty when no metric failed.
   */
  public OptionalDouble excess() {
    return metrics.stream()
        .filter(metric -> metric.verdict() == MetricVerdict.FAILED && metric.value().isPresent())
        .mapToDouble(LeafResult::excess)
        .max();
  }

  /** Returns by how much a metric with a value is outside its bound, as above. */
  public static double excess(MetricRecord metric) {
    double value = metric.value().getAsDouble();
    double above = metric.atMost().isPresent() ? over(value, metric.atMost().getAsDouble()) : 0;
    double below = metric.atLeast().isPresent() ? over(-value, -metric.atLeast().getAsDouble()) : 0;
    return Math.max(above, below);
  }

  private static double over(double value, double bound) {
    double scale = bound == 0 ? 1 : Math.abs(bound);
    return (value - bound) / scale;
  }
}

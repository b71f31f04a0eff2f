package dev.plumbline.reports.results;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.report.LeafContributions;
import dev.plumbline.api.report.LeafGrids;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.NothingToCompare;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What report entries say of one leaf, until it ends. */
final class LeafEntries {

  private final List<MetricRecord> metrics = new ArrayList<>();
  private Optional<NothingToCompare> incomparable = Optional.empty();
  private Map<String, Contributions> contributions = Map.of();
  private Optional<LeafGrids> grids = Optional.empty();

  /**
   * Takes what an entry says.
   *
   * @param values the key-value pairs of any report entry
   * @throws RuntimeException if it cannot be read
   */
  void take(Map<String, String> values) {
    MetricRecord.fromEntry(values).ifPresent(metrics::add);
    NothingToCompare.fromEntry(values).ifPresent(found -> incomparable = Optional.of(found));
    LeafContributions.fromEntry(values).ifPresent(given -> contributions = given.byMetric());
    LeafGrids.fromEntry(values).ifPresent(given -> grids = Optional.of(given));
  }

  /** Returns what became of the leaf. */
  LeafResult result(
      Leaf leaf,
      Outcome outcome,
      String message,
      Optional<Throwable> cause,
      Instant start,
      Instant stop) {
    return new LeafResult(
        leaf,
        outcome,
        message,
        cause,
        metrics,
        incomparable,
        contributions,
        LeafResult.spreads(contributions),
        grids,
        start,
        stop);
  }
}

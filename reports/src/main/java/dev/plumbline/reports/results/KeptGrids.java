package dev.plumbline.reports.results;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Which leaves that failed keep what maps are drawn of: of each audit of a checkpoint those that
 * are farthest outside their bounds. Grids and photographs are large, and a run in which everything
 * fails has thousands of them.
 */
final class KeptGrids {

  /** More than are drawn of all audits together. */
  static final int MOST = 16;

  private final Map<List<String>, PriorityQueue<LeafResult>> kept = new HashMap<>();

  /**
   * Takes a leaf in.
   *
   * @param result the leaf
   * @return the leaf that has to give up its grids for it, if one has to; maybe the same
   */
  Optional<LeafResult> take(LeafResult result) {
    if (!result.hasMaps()) {
      return Optional.empty();
    }
    PriorityQueue<LeafResult> ofAudit =
        kept.computeIfAbsent(
            result.mapGroup(),
            audit ->
                new PriorityQueue<>(
                    Comparator.comparingDouble(
                        leaf -> leaf.excess().orElse(Double.NEGATIVE_INFINITY))));
    ofAudit.add(result);
    return ofAudit.size() > MOST ? Optional.of(ofAudit.remove()) : Optional.empty();
  }
}

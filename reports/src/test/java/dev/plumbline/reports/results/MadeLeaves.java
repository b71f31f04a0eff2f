package dev.plumbline.reports.results;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.report.MetricRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.platform.engine.UniqueId;

/** Results of leaves that no run came to. */
public final class MadeLeaves {

  private MadeLeaves() {}

  /** Makes the result of a leaf of a checkpoint, with what images gave to its metrics. */
  public static LeafResult leaf(
      UniqueId id,
      Outcome outcome,
      List<MetricRecord> metrics,
      Map<String, Contributions> contributions) {
    Leaf leaf =
        new Leaf(
            id,
            id.getLastSegment().getValue(),
            "Audits",
            "audit",
            "",
            "sd15",
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            List.of());
    return new LeafResult(
        leaf,
        outcome,
        "",
        Optional.empty(),
        metrics,
        Optional.empty(),
        contributions,
        Map.of(),
        Optional.empty(),
        Instant.EPOCH,
        Instant.EPOCH);
  }
}

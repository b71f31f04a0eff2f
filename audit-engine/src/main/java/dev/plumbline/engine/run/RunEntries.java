package dev.plumbline.engine.run;

import dev.plumbline.api.Grid;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.Subject;
import dev.plumbline.api.report.Exploration;
import dev.plumbline.api.report.LayerOrder;
import dev.plumbline.api.report.LeafGrids;
import dev.plumbline.api.report.RunEnding;
import dev.plumbline.api.report.RunNote;
import dev.plumbline.engine.judge.LeafGate;
import dev.plumbline.engine.measure.results.CheckpointResults;
import dev.plumbline.engine.tree.AuditLeaf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.platform.engine.EngineExecutionListener;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.reporting.ReportEntry;

/** Publishes what reports are made of, as entries of the engine's node and of its leaves. */
final class RunEntries {

  private final TestDescriptor engine;
  private final EngineExecutionListener listener;

  RunEntries(TestDescriptor engine, EngineExecutionListener listener) {
    this.engine = engine;
    this.listener = listener;
  }

  void note(RunNote note) {
    publish(engine, note.toEntry());
  }

  void exploration(Exploration exploration) {
    exploration.publish(entry -> publish(engine, entry));
  }

  void layerOrder(LayerOrder order) {
    publish(engine, order.toEntry());
  }

  /** Says that all else is done, and returns which reports are missing. */
  List<String> ending() {
    return RunEnding.publish(entry -> publish(engine, entry));
  }

  /**
   * Publishes what a leaf came to.
   *
   * @param leaf the leaf
   * @param gate the gate that its checks went through
   * @param measured what was measured of the checkpoints
   * @param log told which pictures of a failed leaf cannot be had
   */
  void leaf(AuditLeaf leaf, LeafGate gate, MeasuredCheckpoints measured, RunLog log) {
    gate.records().forEach(record -> publish(leaf, record.toEntry()));
    gate.contributions().publish(entry -> publish(leaf, entry));
    gate.incomparable().ifPresent(found -> publish(leaf, found.toEntry()));
    if (gate.failure().isPresent()) {
      grids(leaf, measured.results(leaf.subject().checkpoint()), log)
          .publish(entry -> publish(leaf, entry));
    }
  }

  /** Collects what a failed leaf's measurements show beside their metrics. */
  private static LeafGrids grids(AuditLeaf leaf, CheckpointResults results, RunLog log) {
    Subject subject = leaf.subject();
    List<Grid> grids = new ArrayList<>();
    for (Class<? extends Measurement> type : leaf.audit().measurements()) {
      try {
        grids.addAll(results.measurement(subject.timestep(), subject.layer(), type).grids());
      } catch (RuntimeException e) {
        log.warning(leaf.getLegacyReportingName(), "its pictures cannot be had: " + e.getMessage());
      }
    }
    return new LeafGrids(grids, results.photographs());
  }

  private void publish(TestDescriptor descriptor, Map<String, String> entry) {
    listener.reportingEntryPublished(descriptor, ReportEntry.from(entry));
  }
}

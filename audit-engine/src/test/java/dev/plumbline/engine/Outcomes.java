package dev.plumbline.engine;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.report.LayerOrder;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.NothingToCompare;
import dev.plumbline.api.report.RunNote;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;
import org.junit.platform.testkit.engine.Events;

/**
 * What became of a run.
 *
 * @param leaves what became of each leaf, by the part of its id that begins with the audit
 * @param containers what became of each container, by the same; the engine is the empty string
 * @param skipped why leaves were skipped
 * @param records the metrics of each leaf
 * @param incomparable the metrics of leaves that had nothing to compare with, and nothing else
 * @param inPart the same of leaves of which other metrics were held against something
 * @param notes what was said about the run
 * @param layerOrders what the engine said of the order of layers
 * @param ids the whole ids of leaves by the keys of {@code leaves}
 * @param console what was written for people
 */
record Outcomes(
    Map<String, TestExecutionResult> leaves,
    Map<String, TestExecutionResult> containers,
    Map<String, String> skipped,
    Map<String, List<MetricRecord>> records,
    Map<String, List<String>> incomparable,
    Map<String, List<String>> inPart,
    List<RunNote> notes,
    List<LayerOrder> layerOrders,
    Map<String, String> ids,
    String console) {

  static Outcomes of(Events events, Supplier<String> console) {
    Outcomes outcomes =
        new Outcomes(
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new LinkedHashMap<>(),
            console.get());
    events.list().forEach(outcomes::add);
    return outcomes;
  }

  /** Shortens an id to what tells the leaves of one audit class apart. */
  static String key(TestDescriptor descriptor) {
    String id = descriptor.getUniqueId().toString();
    int audit = id.indexOf("[audit:");
    if (audit < 0) {
      return descriptor.isRoot() ? "" : descriptor.getUniqueId().getLastSegment().getValue();
    }
    return id.substring(audit).replaceAll("\\[[a-z]+:|]", "");
  }

  private void add(Event event) {
    TestDescriptor descriptor = event.getTestDescriptor();
    String key = key(descriptor);
    if (event.getType() == EventType.FINISHED) {
      (descriptor.isTest() ? leaves : containers)
          .put(key, event.getRequiredPayload(TestExecutionResult.class));
      ids.put(key, descriptor.getUniqueId().toString());
    } else if (event.getType() == EventType.SKIPPED) {
      skipped.put(key, event.getRequiredPayload(String.class));
    } else if (event.getType() == EventType.REPORTING_ENTRY_PUBLISHED) {
      Map<String, String> entry = event.getRequiredPayload(ReportEntry.class).getKeyValuePairs();
      MetricRecord.fromEntry(entry)
          .ifPresent(record -> records.computeIfAbsent(key, k -> new ArrayList<>()).add(record));
      NothingToCompare.fromEntry(entry)
          .ifPresent(found -> (found.isOfAll() ? incomparable : inPart).put(key, found.metrics()));
      RunNote.fromEntry(entry).ifPresent(notes::add);
      if (descriptor.isRoot()) {
        LayerOrder.fromEntry(entry).ifPresent(layerOrders::add);
      }
    }
  }

  /** Returns the status of each leaf. */
  Map<String, TestExecutionResult.Status> statuses() {
    return leaves.entrySet().stream()
        .collect(
            toMap(
                Map.Entry::getKey,
                entry -> entry.getValue().getStatus(),
                (a, b) -> b,
                LinkedHashMap::new));
  }

  /** Returns the one metric of that name of a leaf. */
  MetricRecord record(String leaf, String metric) {
    List<MetricRecord> found =
        records.getOrDefault(leaf, List.of()).stream()
            .filter(record -> record.metric().equals(metric))
            .toList();
    assertThat(found).as("%s of %s, among %s", metric, leaf, records.keySet()).hasSize(1);
    return found.get(0);
  }

  /** Returns what a leaf threw. */
  Throwable thrown(String leaf) {
    assertThat(leaves).containsKey(leaf);
    return leaves.get(leaf).getThrowable().orElseThrow();
  }

  /** Returns what failed the engine's own node, if anything did. */
  Optional<Throwable> engineFailure() {
    return containers.get("").getThrowable();
  }
}

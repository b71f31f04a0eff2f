package dev.plumbline.hostile;

import dev.plumbline.api.report.MetricRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** What a run told: the metrics of each checkpoint, and all that was thrown. */
final class Heard implements TestExecutionListener {

  private static final String SEGMENT = "[checkpoint:";

  private final Map<String, Map<String, String>> metrics = new TreeMap<>();
  private final List<Throwable> thrown = new ArrayList<>();
  private boolean isRed;
  private int leaves;

  @Override
  public synchronized void reportingEntryPublished(TestIdentifier node, ReportEntry entry) {
    MetricRecord.fromEntry(entry.getKeyValuePairs())
        .ifPresent(
            record ->
                metrics
                    .computeIfAbsent(checkpoint(node.getUniqueId()), c -> new TreeMap<>())
                    .put(node.getUniqueId() + " " + record.metric(), record.toString()));
  }

  private static String checkpoint(String id) {
    int start = id.indexOf(SEGMENT);
    return start < 0
        ? ""
        : id.substring(start + SEGMENT.length(), id.indexOf(']', start + SEGMENT.length()));
  }

  @Override
  public synchronized void executionFinished(TestIdentifier node, TestExecutionResult result) {
    leaves += node.isTest() ? 1 : 0;
    isRed |= result.getStatus() == TestExecutionResult.Status.FAILED;
    result.getThrowable().ifPresent(thrown::add);
  }

  /** Returns the metrics of a checkpoint, by leaf and name. */
  Map<String, String> metrics(String checkpoint) {
    return metrics.getOrDefault(checkpoint, Map.of());
  }

  List<Throwable> thrown() {
    return thrown;
  }

  /** Tells whether the build would fail. */
  boolean isRed() {
    return isRed || leaves == 0;
  }
}

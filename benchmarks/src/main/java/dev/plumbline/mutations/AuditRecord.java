package dev.plumbline.mutations;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.report.LayerOrder;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.RunNote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/** What became of an audit run: its metrics, what failed, and what was said of the run. */
final class AuditRecord implements TestExecutionListener {

  private final List<MetricRecord> metrics = new ArrayList<>();
  private final List<RunNote> notes = new ArrayList<>();
  private final List<Failure> failures = new ArrayList<>();
  private List<LayerName> order = List.of();
  private int leaves;
  private int undecided;

  /**
   * A leaf or container that failed.
   *
   * @param id its unique id
   * @param isAssertion whether something was found beyond its limit; else something broke
   * @param message what was said, its first line
   */
  record Failure(String id, boolean isAssertion, String message) {

    /** Returns the value of a segment of the id, empty if it has none. */
    private String segment(String name) {
      int start = id.indexOf("[" + name + ":");
      return start < 0
          ? ""
          : id.substring(start + name.length() + 2, id.indexOf(']', start + name.length()));
    }

    String audit() {
      String type = segment("class");
      return type.substring(type.lastIndexOf('.') + 1);
    }

    Optional<LayerName> layer() {
      return Optional.of(segment("layer")).filter(path -> !path.isEmpty()).map(LayerName::new);
    }

    String timestep() {
      return segment("timestep");
    }
  }

  @Override
  public synchronized void reportingEntryPublished(TestIdentifier node, ReportEntry entry) {
    MetricRecord.fromEntry(entry.getKeyValuePairs()).ifPresent(metrics::add);
    RunNote.fromEntry(entry.getKeyValuePairs()).ifPresent(notes::add);
    LayerOrder.fromEntry(entry.getKeyValuePairs()).ifPresent(given -> order = given.layers());
  }

  @Override
  public synchronized void executionFinished(TestIdentifier node, TestExecutionResult result) {
    leaves += node.isTest() ? 1 : 0;
    switch (result.getStatus()) {
      case FAILED -> failures.add(failure(node, result));
      case ABORTED -> undecided++;
      case SUCCESSFUL -> {}
    }
  }

  private static Failure failure(TestIdentifier node, TestExecutionResult result) {
    Throwable thrown = result.getThrowable().orElse(null);
    String message = thrown == null ? "" : String.valueOf(thrown.getMessage());
    return new Failure(node.getUniqueId(), thrown instanceof AssertionError, message);
  }

  /** Returns the metrics in the order in which leaves ended. */
  List<MetricRecord> metrics() {
    return metrics;
  }

  List<RunNote> notes() {
    return notes;
  }

  List<Failure> failures() {
    return failures;
  }

  /** Returns the layers in the order of the data flow, if the engine told. */
  List<LayerName> order() {
    return order;
  }

  int leaves() {
    return leaves;
  }

  int undecided() {
    return undecided;
  }

  /** Tells whether the build would fail. A run without leaves is no success. */
  boolean isRed() {
    return !failures.isEmpty() || leaves == 0;
  }

  /** Tells whether it is red because something could not be read or run, and nothing was judged. */
  boolean isRefused() {
    return isRed() && failures.stream().noneMatch(Failure::isAssertion);
  }
}

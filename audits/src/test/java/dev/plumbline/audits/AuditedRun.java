package dev.plumbline.audits;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.RunNote;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** A finished run of all built-in audits. */
final class AuditedRun {

  static final List<Class<?>> AUDITS =
      List.of(
          FiniteActivationAudits.class,
          PositionalEmbeddingAudits.class,
          CornerSimilarityAudits.class,
          HighNormAudits.class,
          LayerHealthAudits.class);

  /**
   * A leaf and what became of it.
   *
   * @param audit the class of the audit, without its package
   */
  record Leaf(
      String audit, String checkpoint, String layer, int timestep, Status status, String message) {}

  /** Which metric of which leaf a record is of. */
  record Key(String checkpoint, String audit, String layer, int timestep, String metric) {}

  private final List<Leaf> leaves = new ArrayList<>();
  private final Map<Key, MetricRecord> metrics = new LinkedHashMap<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final List<String> results = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<String> otherFailures = new ArrayList<>();

  private AuditedRun(EngineExecutionResults results) {
    results.testEvents().finished().stream().forEach(this::addLeaf);
    results.allEvents().reportingEntryPublished().stream()
        .flatMap(event -> MetricRecord.fromEntry(entry(event)).stream())
        .forEach(
            metric ->
                metrics.put(
                    new Key(
                        metric.checkpoint(),
                        metric.audit(),
                        metric.layer().path(),
                        metric.timestep(),
                        metric.metric()),
                    metric));
    results.allEvents().reportingEntryPublished().stream()
        .flatMap(event -> RunNote.fromEntry(entry(event)).stream())
        .forEach(this::addNote);
    results.containerEvents().failed().stream()
        .forEach(event -> otherFailures.add(event.getTestDescriptor() + message(event)));
  }

  private void addNote(RunNote note) {
    switch (note.kind()) {
      case ENVIRONMENT -> environment.put(note.name(), note.text());
      case RESULT -> results.add(note.name() + ": " + note.text());
      case WARNING -> warnings.add(note.name() + ": " + note.text());
      default -> {}
    }
  }

  /** Returns what the run warned of. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** Runs the audits with these parameters and no others, whatever is set around them. */
  static AuditedRun of(Map<String, String> parameters) {
    EngineTestKit.Builder kit =
        EngineTestKit.engine("model-audit")
            .enableImplicitConfigurationParameters(false)
            .configurationParameter(AuditParameters.EXECUTOR, "in-process")
            .configurationParameter(AuditParameters.DEVICE, "cpu")
            .configurationParameter(AuditParameters.THREADS, "2")
            .configurationParameter(AuditParameters.TIMESTEPS, "50")
            .configurationParameter(AuditParameters.SEED, "42")
            .configurationParameter(AuditParameters.NOISE, "independent")
            .configurationParameter(AuditParameters.PROBE, "lda")
            .configurationParameter(AuditParameters.SPLIT, "hash")
            .configurationParameters(parameters);
    AUDITS.forEach(audit -> kit.selectors(DiscoverySelectors.selectClass(audit)));
    // found only in runs that hold checkpoints against what they were made of
    kit.selectors(DiscoverySelectors.selectClass(FidelityAudits.class));
    return new AuditedRun(kit.execute());
  }

  /** Returns a metric of a layer, at whatever timestep it was measured; it must have a value. */
  double value(String checkpoint, String layer, String metric) {
    return metrics().entrySet().stream()
        .filter(
            entry ->
                entry.getKey().checkpoint().equals(checkpoint)
                    && entry.getKey().layer().equals(layer)
                    && entry.getKey().metric().equals(metric))
        .map(entry -> entry.getValue().value().orElseThrow())
        .findFirst()
        .orElseThrow();
  }

  private void addLeaf(Event event) {
    UniqueId id = event.getTestDescriptor().getUniqueId();
    Map<String, String> segments = new LinkedHashMap<>();
    id.getSegments().forEach(segment -> segments.put(segment.getType(), segment.getValue()));
    TestExecutionResult result = event.getRequiredPayload(TestExecutionResult.class);
    String type = segments.get("class");
    leaves.add(
        new Leaf(
            type.substring(type.lastIndexOf('.') + 1),
            segments.get("checkpoint"),
            segments.get("layer"),
            Integer.parseInt(segments.get("timestep")),
            result.getStatus(),
            message(event)));
  }

  private static String message(Event event) {
    return event
        .getRequiredPayload(TestExecutionResult.class)
        .getThrowable()
        .map(Throwable::getMessage)
        .orElse("");
  }

  private static Map<String, String> entry(Event event) {
    return event.getRequiredPayload(ReportEntry.class).getKeyValuePairs();
  }

  List<Leaf> leaves() {
    return List.copyOf(leaves);
  }

  List<Leaf> leaves(Status status) {
    return leaves.stream().filter(leaf -> leaf.status() == status).toList();
  }

  /** Returns every metric that a leaf published, in the order in which they were. */
  Map<Key, MetricRecord> metrics() {
    return metrics;
  }

  /**
   * Returns how the figures of a checkpoint differ from those of one in another run, or in this
   * one.
   *
   * @param tolerance the difference that is none, as a share of figures above 1
   */
  Map<Key, String> differences(
      String checkpoint, AuditedRun other, String otherCheckpoint, double tolerance) {
    Map<Key, MetricRecord> left = new LinkedHashMap<>(other.of(otherCheckpoint));
    Map<Key, String> differences = new LinkedHashMap<>();
    of(checkpoint)
        .forEach(
            (key, metric) -> {
              MetricRecord match = left.remove(key);
              if (match == null || !same(metric, match, tolerance)) {
                differences.put(key, metric + " against " + match);
              }
            });
    left.forEach((key, metric) -> differences.put(key, "nothing against " + metric));
    return differences;
  }

  /** Returns a checkpoint's metrics, by keys that leave its name out. */
  private Map<Key, MetricRecord> of(String checkpoint) {
    Map<Key, MetricRecord> metrics = new LinkedHashMap<>();
    this.metrics.forEach(
        (key, metric) -> {
          if (key.checkpoint().equals(checkpoint)) {
            metrics.put(
                new Key("", key.audit(), key.layer(), key.timestep(), key.metric()), metric);
          }
        });
    return metrics;
  }

  private static boolean same(MetricRecord one, MetricRecord other, double tolerance) {
    if (one.value().isEmpty() || other.value().isEmpty()) {
      return one.value().isEmpty() && other.value().isEmpty() && one.n() == other.n();
    }
    double value = one.value().getAsDouble();
    double difference = Math.abs(value - other.value().getAsDouble());
    return difference <= tolerance * Math.max(1, Math.abs(value));
  }

  /** Returns what became of each leaf, by what the leaf is about but the checkpoint. */
  Map<String, Status> verdicts(String checkpoint) {
    Map<String, Status> verdicts = new LinkedHashMap<>();
    leaves.stream()
        .filter(leaf -> leaf.checkpoint().equals(checkpoint))
        .forEach(
            leaf ->
                verdicts.put(
                    leaf.audit() + ", " + leaf.layer() + ", t=" + leaf.timestep(), leaf.status()));
    return verdicts;
  }

  MetricRecord metric(String layer, String name) {
    return metrics.values().stream()
        .filter(metric -> metric.layer().path().equals(layer) && metric.metric().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Returns a fact that the run published about itself. */
  String environment(String name) {
    return environment.get(name);
  }

  /** Returns what the run said of itself as a whole. */
  List<String> results() {
    return List.copyOf(results);
  }

  /** Returns the messages of what failed and is no leaf. */
  List<String> otherFailures() {
    return List.copyOf(otherFailures);
  }
}

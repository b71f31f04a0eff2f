package dev.plumbline.engine.judge;

import dev.plumbline.engine.plan.CheckpointHash;
import dev.plumbline.engine.plan.Glob;
import dev.plumbline.engine.plan.NearestName;
import dev.plumbline.engine.plan.TimestepRange;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One row of a bounds file.
 *
 * @param audit which audits
 * @param metric which metrics
 * @param layer which layers
 * @param timesteps which timesteps
 * @param checkpoint the checkpoint that it holds for; empty for any
 * @param atLeast the smallest value allowed
 * @param atMost the largest value allowed
 * @param severity what becomes of a leaf that is beyond it
 * @param note how it was set
 * @param source file and line, for messages
 */
record Bound(
    Glob audit,
    Glob metric,
    Glob layer,
    TimestepRange timesteps,
    Optional<CheckpointHash> checkpoint,
    Optional<Limit> atLeast,
    Optional<Limit> atMost,
    Severity severity,
    String note,
    String source) {

  /** What becomes of a leaf that is beyond a bound. */
  enum Severity {
    /** It fails. */
    FAIL,
    /** It is told, and does not fail for it. */
    WARN,
    /** Nothing is asked, since the run is there to record. No row of a file says this. */
    RECORD;

    /**
     * Reads a cell; an empty one is {@link #FAIL}.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Severity parse(String text) {
      List<String> labels = List.of("fail", "warn");
      if (text.isEmpty()) {
        return FAIL;
      }
      if (!labels.contains(text)) {
        throw new IllegalArgumentException(
            String.format(
                "severity '%s' is neither fail nor warn; did you mean %s?",
                text, NearestName.of(text, labels).orElseThrow()));
      }
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }

  /** The more specific of two rows that match is the larger: see docs/bounds.md, "Bounds". */
  static final Comparator<Bound> SPECIFICITY =
      Comparator.comparingInt(Bound::exactColumns)
          .thenComparingInt(bound -> bound.layer.literals())
          .thenComparingInt(bound -> bound.metric.literals())
          .thenComparingInt(bound -> bound.audit.literals())
          .thenComparingInt(bound -> -bound.timesteps.length());

  /** Makes a bound that is found for one metric of one leaf, and so need not say which. */
  static Bound of(Optional<Limit> atLeast, Optional<Limit> atMost, String note, String source) {
    return ofAnything(atLeast, atMost, Severity.FAIL, note, source);
  }

  /** Returns this bound with another severity. */
  Bound withSeverity(Severity other) {
    return new Bound(
        audit, metric, layer, timesteps, checkpoint, atLeast, atMost, other, note, source);
  }

  /** Makes what stands for a bound of a metric that is only to be recorded. */
  static Bound recording() {
    return ofAnything(Optional.empty(), Optional.empty(), Severity.RECORD, "", "recording");
  }

  private static Bound ofAnything(
      Optional<Limit> atLeast,
      Optional<Limit> atMost,
      Severity severity,
      String note,
      String source) {
    Glob any = Glob.of("**");
    return new Bound(
        any,
        any,
        any,
        TimestepRange.parse("*"),
        Optional.empty(),
        atLeast,
        atMost,
        severity,
        note,
        source);
  }

  boolean matches(String auditId, String metricName, String layerPath, int timestep) {
    return metric.matches(metricName) && matchesLeaf(auditId, layerPath, timestep);
  }

  boolean matchesLeaf(String auditId, String layerPath, int timestep) {
    return audit.matches(auditId) && layer.matches(layerPath) && timesteps.contains(timestep);
  }

  /** Tells whether the row says that the metric is deliberately without a bound. */
  boolean isEmpty() {
    return atLeast.isEmpty() && atMost.isEmpty();
  }

  /** Returns the checkpoints that the row holds others against. */
  Set<String> references() {
    Set<String> references = new LinkedHashSet<>();
    Stream.of(atLeast, atMost)
        .flatMap(Optional::stream)
        .forEach(limit -> limit.reference().ifPresent(references::add));
    return references;
  }

  private int exactColumns() {
    return (audit.isExact() ? 1 : 0)
        + (metric.isExact() ? 1 : 0)
        + (layer.isExact() ? 1 : 0)
        + (timesteps.length() == 1 ? 1 : 0)
        + (checkpoint.isPresent() ? 1 : 0);
  }
}

package dev.plumbline.engine.judge;

import dev.plumbline.api.ConfidenceInterval;
import dev.plumbline.api.Contributions;
import dev.plumbline.api.Metric;
import dev.plumbline.api.Subject;
import dev.plumbline.api.report.AgainstBaseline;
import dev.plumbline.api.report.LeafContributions;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.engine.judge.statistics.SceneInterval;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The metrics that one leaf checked or recorded, each with what became of it, in the order in which
 * they came.
 */
final class KeptMetrics {

  /** A metric and what became of it. */
  private record Kept(
      Metric metric,
      OptionalDouble atLeast,
      OptionalDouble atMost,
      MetricVerdict verdict,
      boolean isChecked,
      Optional<AgainstBaseline> baseline) {}

  private final String audit;
  private final Subject subject;
  private final LeafRules rules;
  private final Map<String, Kept> kept = new LinkedHashMap<>();

  KeptMetrics(String audit, Subject subject, LeafRules rules) {
    this.audit = audit;
    this.subject = subject;
    this.rules = rules;
  }

  /** Keeps a metric that was held against its bound. */
  void judged(Metric metric, MetricJudge.Judgement judgement, MetricVerdict verdict) {
    kept.put(
        metric.name(),
        new Kept(
            metric, judgement.atLeast(), judgement.atMost(), verdict, true, judgement.baseline()));
  }

  /** Keeps a metric that was checked, and for which there is no bound. */
  void unbound(Metric metric) {
    kept.put(metric.name(), withoutBound(metric, true));
  }

  /** Keeps a metric that was not checked. One that was keeps its bound and its verdict. */
  void recorded(Metric metric) {
    kept.putIfAbsent(metric.name(), withoutBound(metric, false));
  }

  private static Kept withoutBound(Metric metric, boolean isChecked) {
    return new Kept(
        metric,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        MetricVerdict.RECORDED,
        isChecked,
        Optional.empty());
  }

  /** Takes note that a metric which was kept has changed from the baseline's. */
  void changed(Metric metric, MetricJudge.Judgement judgement, MetricVerdict verdict) {
    Kept before = kept.get(metric.name());
    kept.put(
        metric.name(),
        new Kept(
            metric,
            judgement.atLeast().isPresent() ? judgement.atLeast() : before.atLeast,
            judgement.atMost().isPresent() ? judgement.atMost() : before.atMost,
            before.verdict == MetricVerdict.FAILED ? before.verdict : verdict,
            before.isChecked,
            judgement.baseline()));
  }

  /** Returns the metrics that were not checked. */
  List<Metric> recordedOnly() {
    return kept.values().stream().filter(one -> !one.isChecked()).map(Kept::metric).toList();
  }

  /** Returns the applicable metrics, each with whether it was checked. */
  Map<Metric, Boolean> applicable() {
    Map<Metric, Boolean> all = new LinkedHashMap<>();
    kept.values().stream()
        .filter(one -> one.metric().isApplicable())
        .forEach(one -> all.put(one.metric(), one.isChecked()));
    return all;
  }

  /** Returns a record of every metric. */
  List<MetricRecord> records() {
    return kept.values().stream().map(this::toRecord).toList();
  }

  private MetricRecord toRecord(Kept one) {
    Metric metric = one.metric();
    Optional<ConfidenceInterval> interval = SceneInterval.of(metric);
    return new MetricRecord(
        subject.checkpoint(),
        audit,
        metric.name(),
        subject.layer(),
        subject.timestep(),
        metric.value(),
        optional(interval.map(ConfidenceInterval::low)),
        optional(interval.map(ConfidenceInterval::high)),
        metric.sampleSize(),
        one.atLeast(),
        one.atMost(),
        metric.isApplicable() ? one.verdict() : MetricVerdict.NOT_APPLICABLE,
        metric.contributions().stream().mapToInt(given -> given.scenes().size()).findFirst(),
        one.baseline(),
        one.isChecked() ? rules.frozen().figure(audit, subject, metric) : OptionalDouble.empty(),
        rules.early().images());
  }

  private static OptionalDouble optional(Optional<Double> figure) {
    return figure.map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
  }

  /** Returns all metrics, each with its interval: what a baseline keeps. */
  List<Metric> all() {
    return kept.values().stream()
        .map(Kept::metric)
        .map(metric -> metric.withInterval(SceneInterval.of(metric)))
        .toList();
  }

  /** Returns the names of all metrics. */
  Set<String> names() {
    return kept.keySet();
  }

  /** Returns the names of those that were checked. */
  Set<String> checkedNames() {
    return kept.values().stream()
        .filter(Kept::isChecked)
        .map(one -> one.metric().name())
        .collect(Collectors.toSet());
  }

  /** Returns what each image gave to the metrics, where that is known. */
  LeafContributions contributions() {
    Map<String, Contributions> byMetric = new LinkedHashMap<>();
    kept.forEach(
        (name, one) -> one.metric().contributions().ifPresent(given -> byMetric.put(name, given)));
    return new LeafContributions(byMetric);
  }
}

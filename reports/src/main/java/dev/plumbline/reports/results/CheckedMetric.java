package dev.plumbline.reports.results;

import dev.plumbline.api.report.AgainstBaseline;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A metric that an audit checked on a checkpoint, over all its leaves.
 *
 * @param checkpoint the checkpoint
 * @param audit the audit
 * @param metric the metric's name
 * @param checked in how many leaves it was held against a bound
 * @param outside in how many of those it is outside
 * @param undecided in how many of those it cannot be said
 * @param accepted in how many of those it is outside, which was accepted
 * @param better in how many of those it is better than the baseline
 */
public record CheckedMetric(
    String checkpoint,
    String audit,
    String metric,
    long checked,
    long outside,
    long undecided,
    long accepted,
    long better) {

  private record Key(String checkpoint, String audit, String metric) {}

  /** Returns all of a run: by checkpoint as they ran, then by audit and metric. */
  public static List<CheckedMetric> of(RunResults run) {
    Map<Key, List<MetricRecord>> checked = new LinkedHashMap<>();
    for (LeafResult leaf : run.leaves()) {
      for (MetricRecord metric : leaf.metrics()) {
        if (isChecked(metric)) {
          checked
              .computeIfAbsent(
                  new Key(metric.checkpoint(), metric.audit(), metric.metric()),
                  key -> new ArrayList<>())
              .add(metric);
        }
      }
    }
    List<String> checkpoints = run.checkpoints();
    return checked.entrySet().stream()
        .map(entry -> of(entry.getKey(), entry.getValue()))
        .sorted(
            Comparator.comparingInt((CheckedMetric one) -> checkpoints.indexOf(one.checkpoint()))
                .thenComparing(CheckedMetric::audit)
                .thenComparing(CheckedMetric::metric))
        .toList();
  }

  private static CheckedMetric of(Key key, List<MetricRecord> metrics) {
    return new CheckedMetric(
        key.checkpoint(),
        key.audit(),
        key.metric(),
        metrics.size(),
        count(metrics, MetricVerdict.FAILED),
        count(metrics, MetricVerdict.INCONCLUSIVE),
        count(metrics, MetricVerdict.FROZEN),
        metrics.stream().filter(CheckedMetric::isBetter).count());
  }

  private static long count(List<MetricRecord> metrics, MetricVerdict verdict) {
    return metrics.stream().filter(metric -> metric.verdict() == verdict).count();
  }

  /** Tells whether a metric is better than the baseline it was held against. */
  public static boolean isBetter(MetricRecord metric) {
    return metric.baseline().filter(AgainstBaseline::isBetter).isPresent();
  }

  /** Tells whether a metric was accepted outside its bound, and is within it now. */
  public static boolean isGone(MetricRecord metric) {
    return metric.verdict() == MetricVerdict.PASSED && metric.frozen().isPresent();
  }

  /** Tells whether a metric was held against a bound. */
  public static boolean isChecked(MetricRecord metric) {
    return switch (metric.verdict()) {
      case PASSED, FAILED, WARNED, INCONCLUSIVE, FROZEN -> true;
      case RECORDED, NOT_APPLICABLE -> false;
    };
  }
}

package dev.plumbline.reports.results;

import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.reports.writing.Figures;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A metric of a leaf that is outside its bound.
 *
 * @param leaf the leaf
 * @param metric the metric
 */
public record Violated(LeafResult leaf, MetricRecord metric) {

  /** Returns all of a run, those that are farthest outside first. */
  public static List<Violated> of(RunResults run) {
    return run.leaves().stream()
        .flatMap(
            leaf ->
                leaf.metrics().stream()
                    .filter(metric -> metric.verdict() == MetricVerdict.FAILED)
                    .filter(metric -> metric.value().isPresent())
                    .map(metric -> new Violated(leaf, metric)))
        .sorted(Comparator.comparingDouble(Violated::excess).reversed())
        .toList();
  }

  /** Tells whether its bound is a number, and not a recorded baseline's figure. */
  public boolean isOutsideABoundOfItsOwn() {
    return metric.baseline().isEmpty();
  }

  /** Returns how far it is outside, as a share of the bound; of a bound of 0 the distance. */
  double excess() {
    return LeafResult.excess(metric);
  }

  /** Returns how far it is outside, for people: {@code 22.3 %}. */
  public String by() {
    boolean isDistance = metric.atMost().orElse(metric.atLeast().orElse(1)) == 0;
    return isDistance
        ? Figures.of(excess())
        : String.format(Locale.ROOT, "%.3g %%", 100 * excess());
  }

  /** Returns the value, with its interval where it has one. */
  public String value() {
    return Figures.withInterval(metric);
  }

  /** Returns the bound: {@code at most 4.00}. */
  public String bound() {
    return Figures.bound(metric);
  }
}

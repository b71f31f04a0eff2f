package dev.plumbline.reports.results;

import dev.plumbline.api.report.AgainstBaseline;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.reports.writing.Figures;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A metric of a leaf that was held against a baseline, and how it changed.
 *
 * @param leaf the leaf
 * @param metric the metric, which has a value
 * @param against the baseline's
 */
public record BaselineChange(LeafResult leaf, MetricRecord metric, AgainstBaseline against) {

  /** Below this, a probability is not worth more digits. */
  private static final double LEAST_PROBABILITY = 1e-4;

  /** Returns what is worse and not accepted, that which is farthest beyond its margin first. */
  public static List<BaselineChange> worse(RunResults run) {
    return those(run, metric -> metric.verdict() == MetricVerdict.FAILED);
  }

  /** Returns what is beyond its margin and cannot be told from chance; the farthest first. */
  public static List<BaselineChange> perhapsWorse(RunResults run) {
    return those(
        run,
        metric -> metric.verdict() == MetricVerdict.INCONCLUSIVE && LeafResult.excess(metric) > 0);
  }

  /** Returns what is better, by more than the margin and chance; that farthest beyond it first. */
  public static List<BaselineChange> better(RunResults run) {
    return those(run, CheckedMetric::isBetter);
  }

  /** Returns how many checks of a run were held against a baseline. */
  public static long checked(RunResults run) {
    return run.metrics()
        .filter(CheckedMetric::isChecked)
        .filter(metric -> metric.baseline().isPresent())
        .count();
  }

  /** Returns all of a run, as its leaves ended. */
  public static List<BaselineChange> all(RunResults run) {
    return stream(run).toList();
  }

  private static List<BaselineChange> those(RunResults run, Predicate<MetricRecord> which) {
    return stream(run)
        .filter(change -> which.test(change.metric()))
        .sorted(Comparator.comparingDouble(BaselineChange::inMargins).reversed())
        .toList();
  }

  private static Stream<BaselineChange> stream(RunResults run) {
    return run.leaves().stream().flatMap(BaselineChange::of);
  }

  private static Stream<BaselineChange> of(LeafResult leaf) {
    return leaf.metrics().stream()
        .filter(metric -> metric.baseline().isPresent() && metric.value().isPresent())
        .map(metric -> new BaselineChange(leaf, metric, metric.baseline().orElseThrow()));
  }

  /** Returns how much larger the figure is than the baseline's. */
  public double difference() {
    return metric.value().orElseThrow() - against.value();
  }

  /** Returns the margin: how far the baseline's figure is from the limit; empty if that is it. */
  public OptionalDouble margin() {
    return List.of(metric.atMost(), metric.atLeast()).stream()
        .flatMapToDouble(OptionalDouble::stream)
        .map(limit -> Math.abs(limit - against.value()))
        .filter(margin -> margin > 0)
        .min();
  }

  /** Returns how far the figure is from the baseline's, in margins; infinite if there is none. */
  public double inMargins() {
    OptionalDouble margin = margin();
    return margin.isPresent()
        ? Math.abs(difference()) / margin.getAsDouble()
        : Double.POSITIVE_INFINITY;
  }

  /**
   * Returns how far the figure moved towards its limit, in margins; below 0 if it moved away from
   * it. Of two limits, the nearer one counts. Infinite where it moved and there is no margin.
   */
  public double towardsItsLimit() {
    if (difference() == 0) {
      return 0;
    }
    OptionalDouble up = ended(metric.atMost(), 1);
    OptionalDouble down = ended(metric.atLeast(), -1);
    if (up.isEmpty() && down.isEmpty()) {
      return Math.abs(difference());
    }
    return Math.max(up.orElse(Double.NEGATIVE_INFINITY), down.orElse(Double.NEGATIVE_INFINITY));
  }

  private OptionalDouble ended(OptionalDouble limit, int direction) {
    if (limit.isEmpty()) {
      return OptionalDouble.empty();
    }
    double margin = Math.abs(limit.getAsDouble() - against.value());
    double moved = direction * difference();
    return OptionalDouble.of(
        margin > 0 ? moved / margin : Math.copySign(Double.POSITIVE_INFINITY, moved));
  }

  /** Returns the change for people: {@code +0.19, 4.2 margins}. */
  public String change() {
    if (difference() == 0) {
      return "none";
    }
    String sign = difference() > 0 ? "+" : "";
    String margins =
        margin().isPresent()
            ? String.format(Locale.ROOT, "%.1f margins", inMargins())
            : "no margin";
    return sign + Figures.of(difference()) + ", " + margins;
  }

  /** Returns the adjusted probability for people; a dash where there is nothing to chance. */
  public String chance() {
    if (against.adjusted().isEmpty()) {
      return "–";
    }
    double p = against.adjusted().getAsDouble();
    return p < LEAST_PROBABILITY ? "under 0.0001" : String.format(Locale.ROOT, "%.2g", p);
  }
}

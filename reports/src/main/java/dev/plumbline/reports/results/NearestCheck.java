package dev.plumbline.reports.results;

import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.reports.writing.Figures;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A check that passed, and how much of its bound, or of its margin, is left.
 *
 * @param leaf the leaf
 * @param metric the metric, within its bound
 * @param left what is left, as a share: of the margin where a baseline was held against it, else of
 *     the bound; of a bound of 0 the distance itself
 */
public record NearestCheck(LeafResult leaf, MetricRecord metric, double left) {

  /**
   * Returns the checks of a run that passed and have least left; without counts that are 0 and may
   * not be more, since they could not have more left.
   *
   * @param most how many are wanted
   */
  public static List<NearestCheck> of(RunResults run, int most) {
    return run.leaves().stream()
        .flatMap(NearestCheck::of)
        .sorted(Comparator.comparingDouble(NearestCheck::left))
        .limit(most)
        .toList();
  }

  private static Stream<NearestCheck> of(LeafResult leaf) {
    return leaf.metrics().stream()
        .filter(metric -> metric.verdict() == MetricVerdict.PASSED && metric.value().isPresent())
        .flatMap(metric -> of(leaf, metric).stream());
  }

  private static Optional<NearestCheck> of(LeafResult leaf, MetricRecord metric) {
    if (metric.baseline().isPresent()) {
      BaselineChange change = new BaselineChange(leaf, metric, metric.baseline().orElseThrow());
      double moved = change.towardsItsLimit();
      return change.margin().isPresent() && Double.isFinite(moved)
          ? Optional.of(new NearestCheck(leaf, metric, 1 - moved))
          : Optional.empty();
    }
    boolean isNoneOfNone = metric.value().getAsDouble() == 0 && metric.atMost().orElse(1) == 0;
    boolean isBounded = metric.atMost().isPresent() || metric.atLeast().isPresent();
    return isBounded && !isNoneOfNone
        ? Optional.of(new NearestCheck(leaf, metric, left(metric)))
        : Optional.empty();
  }

  /** Returns how far the value is from the nearer end of its bound, as a share of that end. */
  private static double left(MetricRecord metric) {
    double value = metric.value().getAsDouble();
    double left = Double.POSITIVE_INFINITY;
    if (metric.atMost().isPresent()) {
      double end = metric.atMost().getAsDouble();
      left = (end - value) / (end == 0 ? 1 : Math.abs(end));
    }
    if (metric.atLeast().isPresent()) {
      double end = metric.atLeast().getAsDouble();
      left = Math.min(left, (value - end) / (end == 0 ? 1 : Math.abs(end)));
    }
    return left;
  }

  /** Returns what is left, for people: {@code 12 % of the margin}. */
  public String text() {
    if (metric.baseline().isPresent()) {
      return percent() + " of the margin";
    }
    boolean isDistance = metric.atMost().orElse(metric.atLeast().orElse(1)) == 0;
    return isDistance ? Figures.of(left) : percent() + " of the bound";
  }

  private String percent() {
    return String.format(Locale.ROOT, "%.3g %%", 100 * left);
  }
}

package dev.plumbline.reports.allure;

import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.reports.results.CheckedMetric;
import dev.plumbline.reports.results.LeafResult;
import dev.plumbline.reports.results.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What Allure lists a leaf under, beside its status. Allure tells categories by status and message,
 * so a leaf's message begins as its category wants it: see {@code categories.json}.
 */
enum LeafCategory {
  /** A bound is violated, or more so than was accepted. */
  NEW_VIOLATION,
  /** It passed, since what is violated was accepted. */
  KNOWN_VIOLATION,
  /** It passed, and is better than the baseline, or what was accepted is gone. */
  IMPROVED,
  /** Its metrics are only recorded, since there is nothing to compare them with. */
  NOTHING_TO_COMPARE,
  /** It cannot be said, whatever was to become of it then. */
  INCONCLUSIVE,
  /** The checkpoint, the inputs or the environment is at fault. */
  BROKEN,
  /** It did not run. */
  NOT_RUN;

  /** Returns the category of a leaf; empty if there is nothing to say of one that passed. */
  static Optional<LeafCategory> of(LeafResult leaf) {
    return switch (leaf.outcome()) {
      case FAILED ->
          Optional.of(
              has(leaf, MetricVerdict.INCONCLUSIVE) && !has(leaf, MetricVerdict.FAILED)
                  ? INCONCLUSIVE
                  : NEW_VIOLATION);
      case BROKEN -> Optional.of(BROKEN);
      case ABORTED -> Optional.of(leaf.isOnlyRecorded() ? NOTHING_TO_COMPARE : INCONCLUSIVE);
      case SKIPPED -> Optional.of(NOT_RUN);
      case PASSED -> ofPassed(leaf);
    };
  }

  private static Optional<LeafCategory> ofPassed(LeafResult leaf) {
    if (has(leaf, MetricVerdict.FROZEN)) {
      return Optional.of(KNOWN_VIOLATION);
    }
    if (has(leaf, MetricVerdict.INCONCLUSIVE)) {
      return Optional.of(INCONCLUSIVE);
    }
    return leaf.metrics().stream()
            .anyMatch(one -> CheckedMetric.isBetter(one) || CheckedMetric.isGone(one))
        ? Optional.of(IMPROVED)
        : Optional.empty();
  }

  private static boolean has(LeafResult leaf, MetricVerdict verdict) {
    return leaf.metrics().stream().anyMatch(metric -> metric.verdict() == verdict);
  }

  /** Returns the message that Allure finds the category by. */
  static String message(LeafResult leaf) {
    Optional<LeafCategory> category = of(leaf);
    if (category.isEmpty()) {
      return leaf.message();
    }
    boolean passed = leaf.outcome() == Outcome.PASSED;
    return switch (category.get()) {
      case KNOWN_VIOLATION ->
          "Known violation: " + names(leaf, one -> one.verdict() == MetricVerdict.FROZEN);
      case IMPROVED -> improved(leaf);
      case INCONCLUSIVE ->
          passed
              ? "Undecided, and passed over: "
                  + names(leaf, one -> one.verdict() == MetricVerdict.INCONCLUSIVE)
              : leaf.outcome() == Outcome.FAILED
                  ? "Undecided, and held back: " + leaf.message()
                  : leaf.message();
      case NOTHING_TO_COMPARE -> "Only recorded: " + leaf.message();
      case NOT_RUN -> "Not run: " + leaf.message();
      case NEW_VIOLATION, BROKEN -> leaf.message();
    };
  }

  /** Returns the metrics that put a leaf into its category; none where it is not about metrics. */
  static List<String> metrics(LeafResult leaf) {
    Optional<LeafCategory> category = of(leaf);
    if (category.isEmpty()) {
      return List.of();
    }
    return switch (category.get()) {
      case NEW_VIOLATION -> list(leaf, one -> one.verdict() == MetricVerdict.FAILED);
      case KNOWN_VIOLATION -> list(leaf, one -> one.verdict() == MetricVerdict.FROZEN);
      case INCONCLUSIVE -> list(leaf, one -> one.verdict() == MetricVerdict.INCONCLUSIVE);
      case IMPROVED -> list(leaf, one -> CheckedMetric.isBetter(one) || CheckedMetric.isGone(one));
      case NOTHING_TO_COMPARE, BROKEN, NOT_RUN -> List.of();
    };
  }

  private static String improved(LeafResult leaf) {
    String better = names(leaf, CheckedMetric::isBetter);
    String gone = names(leaf, CheckedMetric::isGone);
    String separator = better.isEmpty() || gone.isEmpty() ? "" : "; ";
    return (better.isEmpty() ? "" : "Better than the baseline: " + better)
        + separator
        + (gone.isEmpty() ? "" : "No longer violated: " + gone);
  }

  private static String names(LeafResult leaf, Predicate<MetricRecord> which) {
    return String.join(", ", list(leaf, which));
  }

  private static List<String> list(LeafResult leaf, Predicate<MetricRecord> which) {
    return leaf.metrics().stream().filter(which).map(MetricRecord::metric).distinct().toList();
  }
}

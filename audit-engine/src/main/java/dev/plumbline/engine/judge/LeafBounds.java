package dev.plumbline.engine.judge;

import dev.plumbline.api.Metric;
import dev.plumbline.api.Subject;
import java.util.List;
import java.util.Optional;

/**
 * What the metrics of a leaf are held against. A row of the user's goes over all else. Then come a
 * recorded baseline and those of the audit's own rows that are for any checkpoint, which hold
 * beside one another; then the audit's own rows that were set on this very checkpoint.
 *
 * @param users the user's bounds
 * @param baseline the bounds that follow from a baseline, if the leaf is held against one
 * @param own the bounds that come with the audit
 * @param recordsRest whether a baseline is made, so that what the user does not bound is recorded
 * @param nothing why there is nothing to compare the leaf with, if there is nothing
 */
public record LeafBounds(
    BoundsFile users,
    Optional<BoundSource> baseline,
    BoundsFile own,
    boolean recordsRest,
    Optional<String> nothing) {

  /** Returns the bounds of files alone. */
  public static LeafBounds of(BoundsFile users, BoundsFile own) {
    return new LeafBounds(users, Optional.empty(), own, false, Optional.empty());
  }

  /** Returns the bounds that only one source has. */
  public static LeafBounds of(BoundSource source) {
    return of(BoundsFile.empty(), BoundsFile.empty()).against(source);
  }

  /** Returns the same with a baseline. */
  public LeafBounds against(BoundSource recorded) {
    return new LeafBounds(users, Optional.of(recorded), own, recordsRest, nothing);
  }

  /**
   * Returns what is asked while a baseline is recorded: the user's bounds, as far as they do not
   * refer to the baseline that is about to be made. All else is recorded; what is beyond one of the
   * audit's bounds for any checkpoint is told.
   */
  public LeafBounds recording() {
    return new LeafBounds(users, baseline, own, true, nothing);
  }

  /** Returns the same for a leaf of whose metrics a baseline has no figures. */
  public LeafBounds withoutBaselineRows() {
    return new LeafBounds(
        users.without(BaselineBounds.REFERENCE), baseline, own, recordsRest, nothing);
  }

  /**
   * Returns the same for a leaf of which nothing can be said, since there is nothing to compare it
   * with.
   *
   * @param reason why
   */
  public LeafBounds withoutComparison(String reason) {
    return new LeafBounds(users, baseline, own, recordsRest, Optional.of(reason));
  }

  /**
   * Finds the bounds of a metric, all of which hold.
   *
   * @param audit the audit's id, {@code Class.method}
   * @param metric the metric
   * @param subject where it was measured
   * @return the bounds; none if nothing is known to hold it against
   */
  List<Bound> find(String audit, Metric metric, Subject subject) {
    Optional<Bound> given = users.find(audit, metric, subject);
    if (recordsRest) {
      return given
          .filter(LeafBounds::isHeldNow)
          .map(List::of)
          .orElseGet(() -> recorded(audit, metric, subject));
    }
    if (given.isPresent()) {
      return List.of(given.get());
    }
    Optional<Bound> recorded = baseline.flatMap(source -> source.find(audit, metric, subject));
    if (recorded.isEmpty()) {
      return own.find(audit, metric, subject).stream().toList();
    }
    return own.findForAny(audit, metric, subject)
        .filter(bound -> !bound.isEmpty())
        .map(bound -> List.of(recorded.get(), bound))
        .orElseGet(() -> List.of(recorded.get()));
  }

  /** Finds the user's row that names a metric in full, and so asks for it where it is recorded. */
  Optional<Bound> findNamed(String audit, Metric metric, Subject subject) {
    return users
        .find(audit, metric, subject)
        .filter(row -> row.metric().isExact() && !row.isEmpty())
        .filter(row -> !recordsRest || isHeldNow(row));
  }

  /**
   * Finds the limits within which a metric has to stay that nothing else holds: those of the
   * baseline, where the user's rows say nothing.
   *
   * @param isChecked whether the metric is checked, so that one of its sides is held
   */
  Optional<Bound> findChange(String audit, Metric metric, Subject subject, boolean isChecked) {
    boolean isSaid =
        users.find(audit, metric, subject).filter(row -> isChecked || row.isEmpty()).isPresent();
    return recordsRest || isSaid
        ? Optional.empty()
        : baseline
            .filter(BaselineBounds.class::isInstance)
            .flatMap(source -> ((BaselineBounds) source).drift(metric, isChecked));
  }

  private List<Bound> recorded(String audit, Metric metric, Subject subject) {
    return own.findForAny(audit, metric, subject)
        .filter(bound -> !bound.isEmpty() && metric.isApplicable())
        .map(bound -> List.of(Bound.recording(), bound.withSeverity(Bound.Severity.WARN)))
        .orElseGet(() -> List.of(Bound.recording()));
  }

  private static boolean isHeldNow(Bound bound) {
    return !bound.references().contains(BaselineBounds.REFERENCE);
  }

  /**
   * Returns the audit's own row for a metric that was set on another checkpoint than the leaf's;
   * empty if there is none. It says nothing about the leaf's.
   */
  Optional<Bound> findForOthers(String audit, Metric metric, Subject subject) {
    return own.findForOthers(audit, metric, subject);
  }

  /** Returns the hash of a leaf's checkpoint, as the rows of its audit know it. */
  String hash(Subject subject) {
    return own.hash(subject);
  }
}

package dev.plumbline.engine.judge;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.Metric;
import dev.plumbline.api.Subject;
import dev.plumbline.api.report.AgainstBaseline;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.engine.judge.statistics.Comparison;
import dev.plumbline.engine.plan.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.Stream;

/**
 * Holds one metric against its bound. Where the limit is a number, the value as measured counts.
 * Where it is relative to a reference, two checkpoints are compared by a sample of scenes, and
 * others might have come out otherwise. So if it is known what each image gave to the metric, it is
 * within the limit, beyond it, or neither can be said.
 */
final class MetricJudge {

  /**
   * What holding a metric against its bound came to.
   *
   * @param verdict what became of it
   * @param atLeast the bound's lower end as a number, if it has one
   * @param atMost the bound's upper end as a number, if it has one
   * @param violations the sentences about it where it failed
   * @param undecided why nothing can be said
   * @param refusal what is wrong with the bounds file's row
   * @param isAsked whether anything was asked of the metric
   * @param baseline how it stands against a recorded baseline, if its bound refers to one
   */
  record Judgement(
      MetricVerdict verdict,
      OptionalDouble atLeast,
      OptionalDouble atMost,
      List<String> violations,
      List<String> undecided,
      Optional<String> refusal,
      boolean isAsked,
      Optional<AgainstBaseline> baseline) {

    /** Verdicts, from the one that goes over all others on. */
    private static final List<MetricVerdict> WORST =
        List.of(
            MetricVerdict.FAILED,
            MetricVerdict.INCONCLUSIVE,
            MetricVerdict.WARNED,
            MetricVerdict.NOT_APPLICABLE,
            MetricVerdict.PASSED);

    /**
     * Returns what a metric came to that was held against another bound too: it passed only if it
     * is within both. The limits are the tightest.
     */
    Judgement and(Judgement other) {
      return new Judgement(
          worst(other),
          tightest(atLeast, other.atLeast, Math::max),
          tightest(atMost, other.atMost, Math::min),
          joined(violations, other.violations),
          joined(undecided, other.undecided),
          refusal.or(other::refusal),
          isAsked || other.isAsked,
          baseline.or(other::baseline));
    }

    /** Returns the same of a bound that only warns: it is no violation, and holds nothing up. */
    Judgement warned() {
      return new Judgement(
          verdict == MetricVerdict.FAILED ? MetricVerdict.WARNED : verdict,
          atLeast,
          atMost,
          List.of(),
          List.of(),
          refusal,
          isAsked,
          baseline);
    }

    private MetricVerdict worst(Judgement other) {
      boolean isOneRefused =
          (verdict == MetricVerdict.RECORDED && !undecided.isEmpty())
              || (other.verdict == MetricVerdict.RECORDED && !other.undecided.isEmpty());
      return WORST.stream()
          .filter(one -> one == verdict || one == other.verdict)
          .filter(one -> one != MetricVerdict.PASSED || !isOneRefused)
          .findFirst()
          .orElse(MetricVerdict.RECORDED);
    }

    private static OptionalDouble tightest(
        OptionalDouble one, OptionalDouble other, DoubleBinaryOperator choice) {
      return one.isPresent() && other.isPresent()
          ? OptionalDouble.of(choice.applyAsDouble(one.getAsDouble(), other.getAsDouble()))
          : one.isPresent() ? one : other;
    }

    private static List<String> joined(List<String> one, List<String> other) {
      return Stream.concat(one.stream(), other.stream()).toList();
    }
  }

  private final Subject subject;
  private final References references;
  private final Comparisons comparisons;
  private final Optional<EarlyVerdict> early;

  /**
   * Makes a judge.
   *
   * @param subject what is judged
   * @param references what relative limits refer to
   * @param comparisons decides what is held against references
   * @param early what was decided before all images were seen, if it was
   */
  MetricJudge(
      Subject subject,
      References references,
      Comparisons comparisons,
      Optional<EarlyVerdict> early) {
    this.subject = subject;
    this.references = references;
    this.comparisons = comparisons;
    this.early = early;
  }

  Judgement judge(Metric metric, Bound bound) {
    if (bound
        .references()
        .contains(subject.checkpoint())) { // others are held against this checkpoint
      return recorded(false);
    }
    if (bound.isEmpty()) {
      return recorded(true);
    }
    if (!metric.isApplicable()) {
      return notApplicable(metric, bound);
    }
    Optional<String> refusal = HeldBound.refusal(bound, metric);
    if (refusal.isPresent()) {
      return new Judgement(
          MetricVerdict.RECORDED,
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          List.of(),
          List.of(metric.name() + ": its bound is refused: " + refusal.get()),
          refusal,
          true,
          Optional.empty());
    }
    try {
      return judge(metric, HeldBound.of(bound, metric, references));
    } catch (UserError e) {
      return said(
          bound,
          MetricVerdict.RECORDED,
          List.of(),
          List.of(metric.name() + ": there is nothing to hold it against: " + e.getMessage()));
    }
  }

  /**
   * Holds a metric against limits on both sides of a baseline's figure, where only what is beyond
   * one for sure is of interest. A maximum is compared on the same images only: on others it is
   * another one.
   *
   * @return what it came to; empty if it is not beyond a limit, or that cannot be said
   */
  Optional<Judgement> changed(Metric metric, Bound bound) {
    HeldBound held;
    try {
      held = HeldBound.of(bound, metric, references);
    } catch (UserError e) { // there is no such figure
      return Optional.empty();
    }
    for (Optional<HeldBound.Side> side : List.of(held.atMost(), held.atLeast())) {
      if (side.isPresent() && side.get().isTowards(metric.value().orElseThrow())) {
        return changed(metric, held, side.get());
      }
    }
    return Optional.empty();
  }

  private Optional<Judgement> changed(Metric metric, HeldBound held, HeldBound.Side side) {
    Optional<Comparison> comparison = compare(metric, side);
    int fewest = Comparisons.fewestScenes(comparisons.rate());
    if (comparison.filter(found -> found.scenes() < fewest).isPresent()) {
      return Optional.empty(); // two scenes may agree by chance
    }
    Optional<Decision> decision =
        comparison.map(
            found ->
                comparisons.decideChange(new Family.Placed(place(metric, side, found), found)));
    boolean isViolated = side.isViolatedBy(metric.value().orElseThrow());
    boolean isBeyond =
        decision
            .map(decided -> decided.verdict() == Decision.Verdict.BEYOND)
            .orElse(
                isViolated
                    && references.sawTheSame(BaselineBounds.REFERENCE)
                    && !isOfTooFewScenes(metric, side, true));
    if (!isBeyond) {
      return Optional.empty();
    }
    String sureness = decision.map(decided -> "; " + decided.sureness()).orElse("");
    return Optional.of(
        new Judgement(
            MetricVerdict.FAILED,
            side.atMost() ? OptionalDouble.empty() : OptionalDouble.of(side.number()),
            side.atMost() ? OptionalDouble.of(side.number()) : OptionalDouble.empty(),
            List.of(Violation.describe(metric, held.bound(), side, sureness, subject)),
            List.of(),
            Optional.empty(),
            true,
            baseline(metric, held, MetricVerdict.FAILED, decision.stream().toList())));
  }

  private static Judgement recorded(boolean isAsked) {
    return new Judgement(
        MetricVerdict.RECORDED,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        List.of(),
        List.of(),
        Optional.empty(),
        isAsked,
        Optional.empty());
  }

  /** A figure that is gone is worse than any; one that no side has says nothing. */
  private Judgement notApplicable(Metric metric, Bound bound) {
    List<String> gone =
        bound.references().stream()
            .flatMap(reference -> figure(reference, metric.name()).stream())
            .map(theirs -> Violation.gone(metric, theirs, bound, subject))
            .toList();
    return said(
        bound,
        MetricVerdict.NOT_APPLICABLE,
        gone,
        gone.isEmpty() ? List.of(notApplicable(metric)) : List.of());
  }

  /** Says why a metric that has no figure cannot be held against anything. */
  static String notApplicable(Metric metric) {
    return metric.name() + " is not applicable: " + metric.reason();
  }

  /** Returns what a reference had, in words; empty if it had no such figure either. */
  private Optional<String> figure(String reference, String metric) {
    try {
      Metric theirs = references.metric(reference, metric);
      return theirs.isApplicable()
          ? Optional.of(
              String.format(
                  "%s has %s (n=%d)",
                  reference, Violation.number(theirs.value().getAsDouble()), theirs.sampleSize()))
          : Optional.empty();
    } catch (UserError e) { // there is no reference to be held against
      return Optional.empty();
    }
  }

  /** Says of a metric that was not compared what of its bound are numbers. */
  private static Judgement said(
      Bound bound, MetricVerdict verdict, List<String> violations, List<String> undecided) {
    return new Judgement(
        verdict,
        number(bound.atLeast()),
        number(bound.atMost()),
        violations,
        undecided,
        Optional.empty(),
        true,
        Optional.empty());
  }

  private static OptionalDouble number(Optional<Limit> limit) {
    return limit
        .filter(side -> side.reference().isEmpty())
        .map(side -> OptionalDouble.of(side.number()))
        .orElse(OptionalDouble.empty());
  }

  private Judgement judge(Metric metric, HeldBound held) {
    List<String> violations = new ArrayList<>();
    List<String> undecided = new ArrayList<>();
    List<Decision> decisions = new ArrayList<>();
    for (Optional<HeldBound.Side> side : List.of(held.atMost(), held.atLeast())) {
      side.flatMap(given -> hold(metric, held.bound(), given, violations, undecided))
          .ifPresent(decisions::add);
    }
    MetricVerdict verdict = verdict(violations, undecided);
    return new Judgement(
        verdict,
        limit(held.atLeast()),
        limit(held.atMost()),
        violations,
        undecided,
        Optional.empty(),
        true,
        baseline(metric, held, verdict, decisions));
  }

  private Optional<AgainstBaseline> baseline(
      Metric metric, HeldBound held, MetricVerdict verdict, List<Decision> decisions) {
    Optional<Metric> recorded =
        Stream.of(held.atMost(), held.atLeast())
            .flatMap(Optional::stream)
            .filter(HeldBound.Side::isBaselines)
            .flatMap(side -> side.reference().stream())
            .findFirst();
    return recorded.map(
        theirs ->
            new AgainstBaseline(
                theirs.value().orElseThrow(),
                decisions.stream()
                    .flatMap(decision -> decision.adjusted().stream())
                    .mapToDouble(p -> p)
                    .min(),
                verdict == MetricVerdict.PASSED && isImproved(metric, held),
                decisions.stream().flatMapToDouble(decision -> decision.unseen().stream()).max()));
  }

  private boolean isImproved(Metric metric, HeldBound held) {
    return Improvement.of(
        metric, held, references.sawTheSame(BaselineBounds.REFERENCE), comparisons.rate());
  }

  private static MetricVerdict verdict(List<String> violations, List<String> undecided) {
    if (!violations.isEmpty()) {
      return MetricVerdict.FAILED;
    }
    return undecided.isEmpty() ? MetricVerdict.PASSED : MetricVerdict.INCONCLUSIVE;
  }

  private static OptionalDouble limit(Optional<HeldBound.Side> side) {
    return side.map(held -> OptionalDouble.of(held.number())).orElse(OptionalDouble.empty());
  }

  /** Holds a metric against a side; returns the decision of a comparison, if there was one. */
  private Optional<Decision> hold(
      Metric metric,
      Bound bound,
      HeldBound.Side side,
      List<String> violations,
      List<String> undecided) {
    Optional<EarlyVerdict.OfMetric> decided = early.flatMap(leaf -> leaf.of(metric.name()));
    if (decided.isPresent()) {
      if (decided.get().of(side) == Decision.Verdict.BEYOND) {
        String when = "; " + early.orElseThrow().when();
        violations.add(Violation.describe(metric, bound, side, when, subject));
      }
      return Optional.empty();
    }
    Optional<Decision> decision =
        compare(metric, side).map(found -> comparisons.decide(placed(metric, side, found)));
    double value = metric.value().orElseThrow();
    if (decision.isEmpty()) {
      boolean isViolated = side.isViolatedBy(value);
      if (isOfTooFewScenes(metric, side, isViolated)) {
        undecided.add(
            String.format(
                "%s is %s, expected %s: one scene cannot tell a difference from chance; give"
                    + " images of more scenes (a scene is a sub-folder of the image folder, or an"
                    + " image directly in it)",
                metric.name(), Violation.number(value), side.expectation()));
      } else if (isViolated) {
        violations.add(Violation.describe(metric, bound, side, "", subject));
      }
      return decision;
    }
    switch (decision.get().verdict()) {
      case BEYOND ->
          violations.add(
              Violation.describe(metric, bound, side, "; " + decision.get().sureness(), subject));
      case INCONCLUSIVE ->
          undecided.add(
              String.format(
                  "%s is %s, expected %s: %s",
                  metric.name(),
                  Violation.number(value),
                  side.expectation(),
                  decision.get().inconclusive()));
      case WITHIN -> {}
    }
    return decision;
  }

  /**
   * Tells whether two figures that were not compared would need more than one scene. Means always
   * do. What was counted, or is a maximum, is beyond a limit as soon as one scene is, and within it
   * only if others are too.
   */
  private static boolean isOfTooFewScenes(Metric metric, HeldBound.Side side, boolean isViolated) {
    Optional<Contributions> ours = metric.contributions();
    Optional<Contributions> theirs = side.reference().flatMap(Metric::contributions);
    if (ours.isEmpty() || theirs.isEmpty()) {
      return false;
    }
    boolean isOfOne = Math.min(ours.get().scenes().size(), theirs.get().scenes().size()) < 2;
    return (isMean(ours.get()) && isMean(theirs.get())) || (isOfOne && !isViolated);
  }

  private static boolean isMean(Contributions contributions) {
    return contributions.aggregate() == Contributions.Aggregate.RATIO;
  }

  private Family.Placed placed(Metric metric, HeldBound.Side side, Comparison comparison) {
    Family.Placed placed = new Family.Placed(place(metric, side, comparison), comparison);
    return side.isBaselines()
        ? placed.withMargin(
            BaselineMargin.parts(
                side.reference().orElseThrow(), comparison.isPaired(), comparison.margin()))
        : placed;
  }

  private Family.Place place(Metric metric, HeldBound.Side side, Comparison comparison) {
    return new Family.Place(
        subject.checkpoint(),
        subject.timestep(),
        subject.layer().block(),
        metric.name(),
        side.limit().reference().orElseThrow(),
        side.atMost(),
        comparison.isPaired());
  }

  private Optional<Comparison> compare(Metric metric, HeldBound.Side side) {
    return side.reference()
        .filter(theirs -> metric.contributions().isPresent() && theirs.contributions().isPresent())
        .flatMap(
            theirs ->
                Comparison.of(
                    metric.contributions().orElseThrow(),
                    theirs.contributions().orElseThrow(),
                    side.limit().factor(theirs),
                    side.limit().added(),
                    side.atMost(),
                    references.sawTheSame(side.limit().reference().orElseThrow())));
  }
}

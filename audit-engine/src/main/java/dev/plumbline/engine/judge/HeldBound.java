package dev.plumbline.engine.judge;

import dev.plumbline.api.Direction;
import dev.plumbline.api.Metric;
import dev.plumbline.engine.plan.UserError;
import java.util.Optional;

/**
 * A bound as it holds for one metric of one leaf: with the references' figures put in.
 *
 * @param bound the row
 * @param atLeast the smallest value allowed
 * @param atMost the largest value allowed
 */
record HeldBound(Bound bound, Optional<Side> atLeast, Optional<Side> atMost) {

  /**
   * One side.
   *
   * @param atMost whether a value may be at most the limit; otherwise at least
   * @param limit as it stands in the row
   * @param number what it comes to
   * @param reference the figure that a relative limit starts from
   */
  record Side(boolean atMost, Limit limit, double number, Optional<Metric> reference) {

    /** Tells whether the limit starts from a recorded baseline's figure. */
    boolean isBaselines() {
      return limit.reference().equals(Optional.of(BaselineBounds.REFERENCE));
    }

    /** Tells whether a value is on the wrong side of the limit. */
    boolean isViolatedBy(double value) {
      return atMost ? value > number : value < number;
    }

    /** Tells whether a value lies on the limit's side of the reference's figure. */
    boolean isTowards(double value) {
      double theirs = reference.orElseThrow().value().orElseThrow();
      return atMost ? value > theirs : value < theirs;
    }

    /** Returns what is expected: {@code at most 0.45 (base is 0.4; bound: base + 0.05)}. */
    String expectation() {
      return (atMost ? "at most " : "at least ") + Violation.number(number) + origin();
    }

    /** Says in parentheses which figure of a reference the limit comes from. */
    private String origin() {
      return reference
          .map(
              theirs ->
                  String.format(
                      " (%s is %s; bound: %s%s)",
                      limit.reference().orElseThrow(),
                      Violation.number(theirs.value().orElseThrow()),
                      limit.text(),
                      limit.isOfMagnitude(theirs) ? ", of the magnitude" : ""))
          .orElse("");
    }
  }

  /**
   * Puts the references' figures in.
   *
   * @throws UserError if a figure cannot be had
   */
  static HeldBound of(Bound bound, Metric metric, References references) {
    return new HeldBound(
        bound,
        bound.atLeast().map(limit -> side(false, limit, metric, references)),
        bound.atMost().map(limit -> side(true, limit, metric, references)));
  }

  private static Side side(boolean atMost, Limit limit, Metric metric, References references) {
    if (limit.reference().isEmpty()) {
      return new Side(atMost, limit, limit.number(), Optional.empty());
    }
    String name = limit.reference().get();
    Metric theirs = references.metric(name, metric.name());
    if (!theirs.isApplicable()) {
      throw new UserError("it is not applicable to " + name + ": " + theirs.reason());
    }
    return new Side(atMost, limit, limit.against(theirs), Optional.of(theirs));
  }

  /**
   * Returns why a row may not be applied to a metric; empty where it may. A relative limit alone on
   * the side of a metric where it gets better would fail an improvement.
   */
  static Optional<String> refusal(Bound bound, Metric metric) {
    if (bound.atLeast().isEmpty() && metric.worse() == Direction.LOWER) {
      return refusal(bound, metric, bound.atMost(), "at_most", "at_least");
    }
    if (bound.atMost().isEmpty() && metric.worse() == Direction.HIGHER) {
      return refusal(bound, metric, bound.atLeast(), "at_least", "at_most");
    }
    return Optional.empty();
  }

  private static Optional<String> refusal(
      Bound bound, Metric metric, Optional<Limit> limit, String column, String other) {
    return limit
        .filter(side -> side.reference().isPresent())
        .map(
            side ->
                String.format(
                    "%s: %s '%s' would fail an improvement of %s, of which a %s value is worse;"
                        + " write the limit into %s, or fill both to keep the metric in a band",
                    bound.source(),
                    column,
                    side.text(),
                    metric.name(),
                    metric.worse() == Direction.HIGHER ? "larger" : "smaller",
                    other));
  }
}

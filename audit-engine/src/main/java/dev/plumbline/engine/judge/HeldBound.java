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
   * @param number the limit
   * @param origin in parentheses, which figure of a reference it comes from; empty for a number
   */
  record Side(double number, String origin) {}

  /**
   * Puts the references' figures in.
   *
   * @throws UserError if a figure cannot be had
   */
  static HeldBound of(Bound bound, Metric metric, References references) {
    return new HeldBound(
        bound,
        bound.atLeast().map(limit -> side(limit, metric, references)),
        bound.atMost().map(limit -> side(limit, metric, references)));
  }

  private static Side side(Limit limit, Metric metric, References references) {
    if (limit.reference().isEmpty()) {
      return new Side(limit.number(), "");
    }
    String name = limit.reference().get();
    Metric theirs = references.metric(name, metric.name());
    if (!theirs.isApplicable()) {
      throw new UserError("it is not applicable to " + name + ": " + theirs.reason());
    }
    String figure = Violation.number(theirs.value().orElseThrow());
    return new Side(
        limit.against(theirs), " (" + name + " is " + figure + "; bound: " + limit.text() + ")");
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

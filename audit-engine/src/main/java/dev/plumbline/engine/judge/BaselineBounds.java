package dev.plumbline.engine.judge;

import dev.plumbline.api.Direction;
import dev.plumbline.api.Metric;
import dev.plumbline.api.Subject;
import dev.plumbline.engine.plan.UserError;
import java.util.Optional;

/**
 * Bounds that follow from a recorded baseline: no worse than its figure by more than a margin. A
 * metric of which neither way is worse, and which an audit checks all the same, is kept within the
 * margin on both sides.
 */
public final class BaselineBounds implements BoundSource {

  /** What bounds files call the baseline. */
  public static final String REFERENCE = "baseline";

  private final References references;
  private final String name;

  /**
   * Makes the bounds of one leaf.
   *
   * @param references knows the baseline's figures
   * @param name the baseline's name, for messages
   */
  public BaselineBounds(References references, String name) {
    this.references = references;
    this.name = name;
  }

  @Override
  public Optional<Bound> find(String audit, Metric metric, Subject subject) {
    BaselineMargin margin = margin(metric);
    boolean above = metric.worse() != Direction.LOWER;
    boolean below = metric.worse() != Direction.HIGHER;
    return Optional.of(
        Bound.of(
            below ? Optional.of(limit('-', margin)) : Optional.empty(),
            above ? Optional.of(limit('+', margin)) : Optional.empty(),
            margin.reason(),
            name));
  }

  /** Where there is no figure any margin will do: the judge asks for it again, and says why. */
  private BaselineMargin margin(Metric metric) {
    try {
      Metric recorded = references.metric(REFERENCE, metric.name());
      return BaselineMargin.of(recorded, references.sawTheSame(REFERENCE));
    } catch (UserError e) {
      return BaselineMargin.NONE;
    }
  }

  private static Limit limit(char operator, BaselineMargin margin) {
    return new Limit(
        Optional.of(REFERENCE),
        operator,
        margin.width(),
        REFERENCE + " " + operator + " " + Violation.number(margin.width()));
  }
}

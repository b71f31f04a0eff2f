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
  private final Bound.Severity drift;

  private BaselineBounds(References references, String name, Bound.Severity drift) {
    this.references = references;
    this.name = name;
    this.drift = drift;
  }

  /**
   * Makes the bounds of one leaf.
   *
   * @param references knows the baseline's figures
   * @param name the baseline's name, for messages
   */
  public static BaselineBounds of(References references, String name) {
    return new BaselineBounds(references, name, Bound.Severity.FAIL);
  }

  /** Returns these bounds where a figure that changed without being worse is only told. */
  public BaselineBounds thatOnlyWarnOfChanges() {
    return new BaselineBounds(references, name, Bound.Severity.WARN);
  }

  @Override
  public Optional<Bound> find(String audit, Metric metric, Subject subject) {
    BaselineMargin margin = margin(metric);
    boolean above = metric.worse() != Direction.LOWER;
    boolean below = metric.worse() != Direction.HIGHER;
    return Optional.of(bound(below, above, margin));
  }

  /**
   * Returns within which limits a figure has to stay that nothing else holds: all of a metric that
   * is only recorded, and of one that is checked the side on which it gets better.
   *
   * @param metric the metric
   * @param isChecked whether its other side is held
   * @return the bound; empty if no side is left, or the baseline has no such figure
   */
  Optional<Bound> drift(Metric metric, boolean isChecked) {
    boolean above = !isChecked || metric.worse() == Direction.LOWER;
    boolean below = !isChecked || metric.worse() == Direction.HIGHER;
    Optional<Metric> recorded = recorded(metric);
    if ((!above && !below) || recorded.filter(Metric::isApplicable).isEmpty()) {
      return Optional.empty();
    }
    BaselineMargin margin = BaselineMargin.drift(recorded.get(), references.sawTheSame(REFERENCE));
    return Optional.of(bound(below, above, margin).withSeverity(drift));
  }

  private Bound bound(boolean below, boolean above, BaselineMargin margin) {
    return Bound.of(
        below ? Optional.of(limit('-', margin)) : Optional.empty(),
        above ? Optional.of(limit('+', margin)) : Optional.empty(),
        margin.reason(),
        name);
  }

  private Optional<Metric> recorded(Metric metric) {
    try {
      return Optional.of(references.metric(REFERENCE, metric.name()));
    } catch (UserError e) {
      return Optional.empty();
    }
  }

  /** Where there is no figure any margin will do: the judge asks for it again, and says why. */
  private BaselineMargin margin(Metric metric) {
    return recorded(metric)
        .map(recorded -> BaselineMargin.of(recorded, references.sawTheSame(REFERENCE)))
        .orElse(BaselineMargin.NONE);
  }

  private static Limit limit(char operator, BaselineMargin margin) {
    return new Limit(
        Optional.of(REFERENCE),
        operator,
        margin.width(),
        REFERENCE + " " + operator + " " + Violation.number(margin.width()));
  }
}

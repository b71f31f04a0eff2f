package dev.plumbline.engine.judge;

import dev.plumbline.api.Metric;
import dev.plumbline.api.Subject;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.engine.judge.MetricJudge.Judgement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Which of a leaf's violations the user has accepted, and which are worse than that. */
final class AcceptedViolations {

  private final String audit;
  private final Subject subject;
  private final FrozenViolations frozen;

  /**
   * Makes it for a leaf.
   *
   * @param audit the audit's id, {@code Class.method}
   * @param subject what the leaf is about
   * @param frozen the violations of the run that are accepted
   */
  AcceptedViolations(String audit, Subject subject, FrozenViolations frozen) {
    this.audit = audit;
    this.subject = subject;
    this.frozen = frozen;
  }

  /** Takes note that it was decided whether a metric is beyond its bound. */
  void decided(Metric metric) {
    frozen.decided(audit, subject, metric);
  }

  /** Says where a violation was accepted, and is worse now. */
  String worse(Metric metric, List<FrozenViolation.Side> refused) {
    return refused.stream()
        .flatMap(side -> frozen.worseThan(audit, subject, metric, side).stream())
        .map(how -> "\n    " + how)
        .collect(Collectors.joining());
  }

  /**
   * Tells whether all of a violation was accepted. Of a comparison on the images that both have,
   * the figure of all images may lie within the limit, and then no side of it was.
   */
  boolean isFrozen(Metric metric, Judgement judgement, List<FrozenViolation.Side> refused) {
    return judgement.verdict() == MetricVerdict.FAILED
        && refused.isEmpty()
        && !sides(metric, judgement).isEmpty();
  }

  /** Returns the sides on which a metric that failed is beyond its bound and not accepted. */
  List<FrozenViolation.Side> refused(Metric metric, Judgement judgement) {
    List<FrozenViolation.Side> sides = sides(metric, judgement);
    sides.removeIf(side -> frozen.accepts(audit, subject, metric, side));
    return sides;
  }

  private static List<FrozenViolation.Side> sides(Metric metric, Judgement judgement) {
    if (judgement.verdict() != MetricVerdict.FAILED) {
      return new ArrayList<>();
    }
    double value = metric.value().orElseThrow();
    List<FrozenViolation.Side> sides = new ArrayList<>();
    if (judgement.atMost().isPresent() && value > judgement.atMost().getAsDouble()) {
      sides.add(FrozenViolation.Side.ABOVE);
    }
    if (judgement.atLeast().isPresent() && value < judgement.atLeast().getAsDouble()) {
      sides.add(FrozenViolation.Side.BELOW);
    }
    return sides;
  }
}

package dev.plumbline.engine.judge;

import dev.plumbline.api.ConfidenceInterval;
import dev.plumbline.api.Contributions;
import dev.plumbline.api.Gate;
import dev.plumbline.api.Metric;
import dev.plumbline.api.Subject;
import dev.plumbline.api.report.AgainstBaseline;
import dev.plumbline.api.report.LeafContributions;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.engine.judge.statistics.SceneInterval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** The gate of one leaf: collects its checks, and says what became of them. */
public final class LeafGate implements Gate {

  /** A metric and what became of it. */
  private record Kept(
      Metric metric,
      OptionalDouble atLeast,
      OptionalDouble atMost,
      MetricVerdict verdict,
      boolean isChecked,
      Optional<AgainstBaseline> baseline) {}

  private final String audit;
  private final Subject subject;
  private final List<? extends BoundSource> bounds;
  private final MetricJudge judge;
  private final Inconclusive inconclusive;
  private final FrozenViolations frozen;
  private final EarlyEnd early;
  private final Map<String, Kept> kept = new LinkedHashMap<>();
  private final List<String> violations = new ArrayList<>();
  private final List<String> undecided = new ArrayList<>();
  private final List<String> refusedRows = new ArrayList<>();
  private int checks;
  private int asked;
  private boolean improved;

  /**
   * Makes a gate without checks.
   *
   * @param audit the audit's id, {@code Class.method}
   * @param subject what the leaf is about
   * @param bounds where bounds come from, those that go over others first
   * @param references what relative bounds refer to
   * @param comparisons decides what is held against references
   * @param inconclusive what becomes of a check that cannot be decided
   * @param frozen violations that are accepted
   */
  public LeafGate(
      String audit,
      Subject subject,
      List<? extends BoundSource> bounds,
      References references,
      Comparisons comparisons,
      Inconclusive inconclusive,
      FrozenViolations frozen) {
    this(
        audit, subject, bounds, references, comparisons, inconclusive, frozen, EarlyEnd.notAsked());
  }

  /**
   * Makes a gate without checks, of a run in which leaves may be decided early.
   *
   * @param audit the audit's id, {@code Class.method}
   * @param subject what the leaf is about
   * @param bounds where bounds come from, those that go over others first
   * @param references what relative bounds refer to
   * @param comparisons decides what is held against references
   * @param inconclusive what becomes of a check that cannot be decided
   * @param frozen violations that are accepted
   * @param early when the leaf was decided
   */
  public LeafGate(
      String audit,
      Subject subject,
      List<? extends BoundSource> bounds,
      References references,
      Comparisons comparisons,
      Inconclusive inconclusive,
      FrozenViolations frozen,
      EarlyEnd early) {
    this.audit = audit;
    this.subject = subject;
    this.bounds = List.copyOf(bounds);
    this.inconclusive = inconclusive;
    this.frozen = frozen;
    this.early = early;
    judge = new MetricJudge(subject, references, comparisons, early.verdict());
  }

  @Override
  public void check(Metric given) {
    Metric metric = early.verdict().map(verdict -> verdict.withInterval(given)).orElse(given);
    checks++;
    Optional<Bound> found =
        bounds.stream().flatMap(source -> source.find(audit, metric, subject).stream()).findFirst();
    if (found.isEmpty()) {
      asked++;
      undecided.add(
          metric.name()
              + " has no bound: add a row for "
              + audit
              + " to a bounds file and name it with -Daudit.bounds=…");
      keep(metric, MetricVerdict.RECORDED, true);
      return;
    }
    MetricJudge.Judgement judgement = judge.judge(metric, found.get());
    List<FrozenViolation.Side> refused = refused(metric, judgement);
    boolean isFrozen = judgement.verdict() == MetricVerdict.FAILED && refused.isEmpty();
    if (!isFrozen) {
      judgement.violations().forEach(sentence -> violations.add(sentence + worse(metric, refused)));
    }
    asked += judgement.isAsked() ? 1 : 0;
    improved |= judgement.baseline().filter(AgainstBaseline::isBetter).isPresent();
    if (judgement.verdict() != MetricVerdict.INCONCLUSIVE || inconclusive == Inconclusive.ABORT) {
      undecided.addAll(judgement.undecided());
    } else if (inconclusive == Inconclusive.FAIL) {
      judgement.undecided().forEach(reason -> violations.add(subject + ": " + reason));
    }
    judgement.refusal().ifPresent(refusedRows::add);
    MetricVerdict verdict = isFrozen ? MetricVerdict.FROZEN : judgement.verdict();
    if (judgement.verdict() == MetricVerdict.FAILED
        || judgement.verdict() == MetricVerdict.PASSED) {
      frozen.decided(audit, subject, metric);
    }
    kept.put(
        metric.name(),
        new Kept(
            metric, judgement.atLeast(), judgement.atMost(), verdict, true, judgement.baseline()));
  }

  /** Says where a violation was accepted, and is worse now. */
  private String worse(Metric metric, List<FrozenViolation.Side> refused) {
    return refused.stream()
        .flatMap(side -> frozen.worseThan(audit, subject, metric, side).stream())
        .map(how -> "\n    " + how)
        .collect(Collectors.joining());
  }

  /** Returns the sides on which a metric that failed is beyond its bound and not accepted. */
  private List<FrozenViolation.Side> refused(Metric metric, MetricJudge.Judgement judgement) {
    if (judgement.verdict() != MetricVerdict.FAILED) {
      return List.of();
    }
    double value = metric.value().orElseThrow();
    List<FrozenViolation.Side> sides = new ArrayList<>();
    if (judgement.atMost().isPresent() && value > judgement.atMost().getAsDouble()) {
      sides.add(FrozenViolation.Side.ABOVE);
    }
    if (judgement.atLeast().isPresent() && value < judgement.atLeast().getAsDouble()) {
      sides.add(FrozenViolation.Side.BELOW);
    }
    sides.removeIf(side -> frozen.accepts(audit, subject, metric, side));
    return sides;
  }

  @Override
  public void record(Metric metric) {
    if (!kept.containsKey(metric.name())) { // what was checked keeps its bound and verdict
      keep(metric, MetricVerdict.RECORDED, false);
    }
  }

  private void keep(Metric metric, MetricVerdict verdict, boolean isChecked) {
    kept.put(
        metric.name(),
        new Kept(
            metric,
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            verdict,
            isChecked,
            Optional.empty()));
  }

  private MetricRecord toRecord(Kept one) {
    Metric metric = one.metric();
    Optional<ConfidenceInterval> interval = SceneInterval.of(metric);
    return new MetricRecord(
        subject.checkpoint(),
        audit,
        metric.name(),
        subject.layer(),
        subject.timestep(),
        metric.value(),
        optional(interval.map(ConfidenceInterval::low)),
        optional(interval.map(ConfidenceInterval::high)),
        metric.sampleSize(),
        one.atLeast(),
        one.atMost(),
        metric.isApplicable() ? one.verdict() : MetricVerdict.NOT_APPLICABLE,
        metric.contributions().stream().mapToInt(given -> given.scenes().size()).findFirst(),
        one.baseline(),
        one.isChecked() ? frozen.figure(audit, subject, metric) : OptionalDouble.empty(),
        early.images());
  }

  private static OptionalDouble optional(Optional<Double> figure) {
    return figure.map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
  }

  /**
   * Takes note that the audit gave up before it was through.
   *
   * @param reason why
   */
  public void abort(String reason) {
    undecided.add(reason == null ? "the audit aborted without a reason" : reason);
  }

  /** Tells whether anything was asked; of a checkpoint that others are held against, nothing is. */
  public boolean isAsked() {
    return checks == 0 || asked > 0;
  }

  /** Returns what is wrong with rows of bounds files that the checks met, a message each. */
  public List<String> refusedRows() {
    return List.copyOf(refusedRows);
  }

  /** Returns a record of every metric checked or recorded, in that order. */
  public List<MetricRecord> records() {
    return kept.values().stream().map(this::toRecord).toList();
  }

  /** Returns the metrics that were checked, each with its interval: what a baseline keeps. */
  public List<Metric> checked() {
    return kept.values().stream()
        .filter(Kept::isChecked)
        .map(Kept::metric)
        .map(
            metric ->
                new Metric(
                    metric.name(),
                    metric.value(),
                    metric.sampleSize(),
                    metric.worse(),
                    SceneInterval.of(metric),
                    metric.reason(),
                    metric.contributions()))
        .toList();
  }

  /** Tells whether a metric that was checked is better than the recorded baseline. */
  public boolean isImproved() {
    return improved;
  }

  /** Returns what each image gave to the metrics checked or recorded, where that is known. */
  public LeafContributions contributions() {
    Map<String, Contributions> byMetric = new LinkedHashMap<>();
    kept.forEach(
        (name, one) -> one.metric().contributions().ifPresent(given -> byMetric.put(name, given)));
    return new LeafContributions(byMetric);
  }

  /** Returns the message of all violations; empty if there is none. */
  public Optional<String> failure() {
    if (violations.isEmpty()) {
      return Optional.empty();
    }
    List<String> lines = new ArrayList<>(violations);
    undecided.forEach(reason -> lines.add("also undecided: " + reason));
    if (violations.size() > 1) {
      lines.add(0, violations.size() + " of " + checks + " checks failed at " + subject);
    }
    return Optional.of(String.join("\n", lines));
  }

  /** Returns why checks could not be decided, or that there was none; empty if all were decided. */
  public Optional<String> abortion() {
    if (!undecided.isEmpty()) {
      return Optional.of(subject + ": " + String.join("\n", undecided));
    }
    return checks > 0
        ? Optional.empty()
        : Optional.of(audit + " checked nothing at " + subject + ": call gate.check(…)");
  }
}

package dev.plumbline.engine.judge;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.Gate;
import dev.plumbline.api.Metric;
import dev.plumbline.api.Subject;
import dev.plumbline.api.report.AgainstBaseline;
import dev.plumbline.api.report.LeafContributions;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.api.report.NothingToCompare;
import dev.plumbline.engine.judge.MetricJudge.Judgement;
import dev.plumbline.engine.plan.CheckpointHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The gate of one leaf: collects its checks, and says what became of them. */
public final class LeafGate implements Gate {

  /** Where a layer is broken all its figures change, and a few tell as much. */
  private static final int CHANGES_TOLD = 3;

  private final String audit;
  private final Subject subject;
  private final LeafRules rules;
  private final MetricJudge judge;
  private final AcceptedViolations accepted;
  private final KeptMetrics kept;
  private final List<String> violations = new ArrayList<>();
  private final List<String> changes = new ArrayList<>();
  private final List<String> undecided = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<String> notHeld = new ArrayList<>();
  private final List<String> incomparable = new ArrayList<>();
  private final List<String> refusedRows = new ArrayList<>();
  private int checks;
  private int asked;
  private int held;
  private int failed;
  private boolean improved;

  /**
   * Makes a gate without checks.
   *
   * @param audit the audit's id, {@code Class.method}
   * @param subject what the leaf is about
   * @param rules what checks are held against
   */
  public LeafGate(String audit, Subject subject, LeafRules rules) {
    this.audit = audit;
    this.subject = subject;
    this.rules = rules;
    judge =
        new MetricJudge(subject, rules.references(), rules.comparisons(), rules.early().verdict());
    accepted = new AcceptedViolations(audit, subject, rules.frozen());
    kept = new KeptMetrics(audit, subject, rules);
  }

  @Override
  public void check(Metric given) {
    Metric metric =
        rules.early().verdict().map(verdict -> verdict.withInterval(given)).orElse(given);
    checks++;
    if (rules.bounds().nothing().isPresent()) {
      asked++;
      kept.unbound(metric);
      incomparable.add(metric.name());
      return;
    }
    List<Bound> bounds = rules.bounds().find(audit, metric, subject);
    if (!bounds.isEmpty()) {
      judge(metric, bounds);
      return;
    }
    asked++;
    kept.unbound(metric);
    if (rules.bounds().findForOthers(audit, metric, subject).isEmpty()) {
      undecided.add(unbounded(metric));
    } else if (metric.isApplicable()) {
      incomparable.add(metric.name());
    } else {
      undecided.add(MetricJudge.notApplicable(metric));
    }
  }

  private String unbounded(Metric metric) {
    return metric.name()
        + " has no bound: add a row for "
        + audit
        + " to a bounds file and name it with -Daudit.bounds=…";
  }

  /** Holds a metric against all its bounds: it is within them only if it is within each. */
  private void judge(Metric metric, List<Bound> bounds) {
    int before = violations.size();
    Judgement judgement =
        bounds.stream().map(bound -> judge(metric, bound)).reduce(Judgement::and).orElseThrow();
    MetricVerdict verdict = judgement.verdict();
    asked += judgement.isAsked() ? 1 : 0;
    improved |= judgement.baseline().filter(AgainstBaseline::isBetter).isPresent();
    judgement.refusal().ifPresent(refusedRows::add);
    List<FrozenViolation.Side> refused = accepted.refused(metric, judgement);
    boolean isFrozen = accepted.isFrozen(metric, judgement, refused);
    if (!isFrozen) {
      judgement
          .violations()
          .forEach(sentence -> violations.add(sentence + accepted.worse(metric, refused)));
    }
    failed += violations.size() > before ? 1 : 0;
    boolean isOnlyWarnedOf =
        bounds.stream().allMatch(bound -> bound.severity() == Bound.Severity.WARN);
    if (!isOnlyWarnedOf && (verdict == MetricVerdict.FAILED || verdict == MetricVerdict.PASSED)) {
      accepted.decided(metric);
    }
    kept.judged(metric, judgement, isFrozen ? MetricVerdict.FROZEN : verdict);
  }

  /** Returns what one bound comes to; of one that only warns nothing is a violation. */
  private Judgement judge(Metric metric, Bound bound) {
    Judgement judgement = judge.judge(metric, bound);
    countHeld(metric, bound, judgement);
    if (bound.severity() == Bound.Severity.WARN) {
      warn(bound, judgement);
      return judgement.warned();
    }
    addUndecided(judgement);
    return judgement;
  }

  /** Only what is within its bound, or beyond it, makes a leaf pass or fail. */
  private void countHeld(Metric metric, Bound bound, Judgement judgement) {
    boolean isLetThrough =
        judgement.verdict() == MetricVerdict.INCONCLUSIVE
            && rules.inconclusive() == Inconclusive.PASS;
    if (bound.severity() == Bound.Severity.RECORD
        || judgement.verdict() == MetricVerdict.PASSED
        || !judgement.violations().isEmpty()
        || isLetThrough) {
      held++;
    } else if (judgement.isAsked() && bound.isEmpty()) {
      notHeld.add(metric.name() + " is unbounded by " + bound.source());
    }
  }

  /** Tells of what is beyond a bound that fails nothing, or cannot be held against it. */
  private void warn(Bound bound, Judgement judgement) {
    warnings.addAll(judgement.violations());
    for (String reason : judgement.undecided()) {
      warnings.add(subject + ": " + reason);
      notHeld.add(reason + " (" + bound.source() + " only warns)");
    }
  }

  /**
   * A check that chance leaves open is undecided, a violation, or let through, as the user says.
   */
  private void addUndecided(Judgement judgement) {
    boolean isInconclusive = judgement.verdict() == MetricVerdict.INCONCLUSIVE;
    if (!isInconclusive || rules.inconclusive() == Inconclusive.ABORT) {
      undecided.addAll(judgement.undecided());
    } else if (rules.inconclusive() == Inconclusive.FAIL) {
      judgement.undecided().forEach(reason -> violations.add(subject + ": " + reason));
    }
  }

  @Override
  public void record(Metric metric) {
    kept.recorded(metric);
  }

  /**
   * Holds what nothing else holds against the baseline, once all metrics are known: those that are
   * only recorded, and those that are checked on the side on which they get better.
   */
  public void finish() {
    kept.recordedOnly().forEach(this::checkIfNamed);
    kept.applicable()
        .forEach(
            (metric, isChecked) ->
                rules
                    .bounds()
                    .findChange(audit, metric, subject, isChecked)
                    .ifPresent(bound -> drift(metric, bound)));
  }

  /**
   * What is only recorded is held by rows of the user's that name it in full: others are about what
   * is checked.
   */
  private void checkIfNamed(Metric metric) {
    rules
        .bounds()
        .findNamed(audit, metric, subject)
        .ifPresent(
            row -> {
              checks++;
              judge(metric, List.of(row));
            });
  }

  private void drift(Metric metric, Bound bound) {
    Optional<Judgement> changed = judge.changed(metric, bound);
    if (bound.severity() != Bound.Severity.WARN) {
      accepted.decided(metric);
    }
    if (changed.isEmpty()) {
      return;
    }
    if (bound.severity() == Bound.Severity.WARN) {
      changed.get().violations().forEach(change -> warnings.add("changed: " + change));
      kept.changed(metric, changed.get(), MetricVerdict.WARNED);
      return;
    }
    boolean isFrozen =
        accepted.isFrozen(metric, changed.get(), accepted.refused(metric, changed.get()));
    if (!isFrozen) {
      changes.addAll(changed.get().violations());
    }
    kept.changed(metric, changed.get(), isFrozen ? MetricVerdict.FROZEN : MetricVerdict.FAILED);
  }

  /**
   * Takes note of something that is wrong beside the checks.
   *
   * @param violation a sentence that says what and where
   */
  public void fail(String violation) {
    violations.add(violation);
    failed++;
  }

  /**
   * Takes note that the audit gave up before it was through.
   *
   * @param reason why
   */
  public void abort(String reason) {
    undecided.add(reason == null ? "the audit aborted without a reason" : reason);
  }

  /**
   * Tells whether anything was asked of the leaf. Nothing is where all its bounds refer to the
   * leaf's own checkpoint, which others are held against.
   */
  public boolean isAsked() {
    return checks == 0 || held > 0 || !undecided.isEmpty();
  }

  /** Returns what is beyond bounds that only warn, a sentence each. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** Returns what is wrong with rows of bounds files that the checks met, a message each. */
  public List<String> refusedRows() {
    return List.copyOf(refusedRows);
  }

  /** Returns a record of every metric checked or recorded, in that order. */
  public List<MetricRecord> records() {
    return kept.records();
  }

  /** Returns all metrics, each with its interval: what a baseline keeps. */
  public List<Metric> all() {
    return kept.all();
  }

  /** Returns which metrics the leaf has. */
  public IdleRows.JudgedLeaf judged() {
    Set<String> absent =
        records().stream()
            .filter(record -> record.verdict() == MetricVerdict.NOT_APPLICABLE)
            .map(MetricRecord::metric)
            .collect(Collectors.toSet());
    return new IdleRows.JudgedLeaf(audit, subject, kept.checkedNames(), kept.names(), absent);
  }

  /** Tells whether a metric that was checked is better than the recorded baseline. */
  public boolean isImproved() {
    return improved;
  }

  /** Returns what each image gave to the metrics checked or recorded, where that is known. */
  public LeafContributions contributions() {
    return kept.contributions();
  }

  /** Returns the message of all violations; empty if there is none. */
  public Optional<String> failure() {
    if (violations.isEmpty() && changes.isEmpty()) {
      return Optional.empty();
    }
    List<String> lines = new ArrayList<>(violations);
    undecided.forEach(reason -> lines.add("also undecided: " + reason));
    partlyRecorded().ifPresent(lines::add);
    changes.stream().limit(CHANGES_TOLD).forEach(change -> lines.add("changed: " + change));
    if (changes.size() > CHANGES_TOLD) {
      lines.add((changes.size() - CHANGES_TOLD) + " more figures changed: see metrics.csv");
    }
    if (failed > 1 && failed <= checks) {
      lines.add(0, failed + " of " + checks + " checks failed at " + subject);
    }
    return Optional.of(String.join("\n", lines));
  }

  /** Returns why checks could not be decided, or that there was none; empty if all were decided. */
  public Optional<String> abortion() {
    if (!undecided.isEmpty()) {
      List<String> lines = new ArrayList<>(undecided);
      partlyRecorded().ifPresent(lines::add);
      return Optional.of(subject + ": " + String.join("\n", lines));
    }
    if (checks == 0) {
      return Optional.of(audit + " checked nothing at " + subject + ": call gate.check(…)");
    }
    if (asked < checks || held > 0) {
      return Optional.empty();
    }
    return Optional.of(
        isOnlyRecorded()
            ? incomparableMessage()
            : subject + ": no metric was held against a bound: " + String.join("; ", notHeld));
  }

  private String incomparableMessage() {
    if (rules.bounds().nothing().isPresent()) {
      return subject + ": nothing to compare with: " + rules.bounds().nothing().get();
    }
    return String.format(
        "%s: nothing to compare with: %s %s only recorded, since the bounds that come with %s were"
            + " set on another checkpoint and hold for it alone; this one is %s. Record a baseline"
            + " of the checkpoint that it is to be held against, with -D%s=%s=PATH -D%s=FOLDER"
            + " -D%s=record, and give -D%s=FOLDER from then on; or give bounds of your own with"
            + " -D%s=FILE.",
        subject,
        String.join(", ", incomparable),
        incomparable.size() == 1 ? "is" : "are",
        audit,
        CheckpointHash.shortened(rules.bounds().hash(subject)),
        AuditParameters.CHECKPOINT,
        subject.checkpoint(),
        AuditParameters.BASELINE,
        AuditParameters.BASELINE_MODE,
        AuditParameters.BASELINE,
        AuditParameters.BOUNDS);
  }

  /** Says beside what else is wrong which metrics had nothing to be held against. */
  private Optional<String> partlyRecorded() {
    return incomparable.isEmpty()
        ? Optional.empty()
        : Optional.of("also nothing to compare with: " + String.join(", ", incomparable));
  }

  /**
   * Tells whether nothing can be said of the leaf since there is nothing to compare it with: no
   * metric was held against a bound, and none is undecided for another reason.
   */
  public boolean isOnlyRecorded() {
    return !incomparable.isEmpty()
        && violations.isEmpty()
        && undecided.isEmpty()
        && asked == checks
        && held == 0;
  }

  /**
   * Returns the metrics that were checked and had nothing to be held against; empty if there is
   * none.
   */
  public Optional<NothingToCompare> incomparable() {
    return incomparable.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new NothingToCompare(incomparable, isOnlyRecorded(), rules.bounds().nothing()));
  }
}

package dev.plumbline.engine.judge;

import dev.plumbline.api.Gate;
import dev.plumbline.api.Metric;
import dev.plumbline.api.Subject;
import dev.plumbline.engine.judge.statistics.SceneSums;
import dev.plumbline.engine.plan.SeenScenes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The gate of one leaf while its images are still coming: takes the leaf's checks, and tells
 * whether all of them are decided by what has been seen.
 */
public final class EarlyGate implements Gate {

  /** A check that has a limit to be held against. */
  private record Asked(Metric metric, HeldBound held) {}

  private final String audit;
  private final Subject subject;
  private final LeafBounds bounds;
  private final SeenScenes seen;
  private final List<Asked> asked = new ArrayList<>();
  private boolean needsAll;
  private boolean isOnlyRecorded;

  /**
   * Makes a gate without checks.
   *
   * @param audit the audit's id, {@code Class.method}
   * @param subject what the leaf is about
   * @param bounds what metrics are held against
   * @param seen which scenes have been seen
   */
  public EarlyGate(String audit, Subject subject, LeafBounds bounds, SeenScenes seen) {
    this.audit = audit;
    this.subject = subject;
    this.bounds = bounds;
    this.seen = seen;
  }

  @Override
  public void check(Metric metric) {
    List<Bound> found = bounds.find(audit, metric, subject);
    if (found.isEmpty()) {
      isOnlyRecorded |= bounds.findForOthers(audit, metric, subject).isPresent();
      return; // more images make no difference to the verdict
    }
    found.stream().filter(bound -> !bound.isEmpty()).forEach(bound -> ask(metric, bound));
  }

  private void ask(Metric metric, Bound bound) {
    if (!metric.isApplicable() || !bound.references().isEmpty()) {
      needsAll = true;
      return;
    }
    asked.add(new Asked(metric, HeldBound.of(bound, metric, NO_REFERENCES)));
  }

  private static final References NO_REFERENCES =
      new References() {
        @Override
        public Metric metric(String reference, String metric) {
          throw new IllegalStateException(reference + " is asked for, and no bound refers to it");
        }

        @Override
        public boolean sawTheSame(String reference) {
          return false;
        }
      };

  @Override
  public void record(Metric metric) {
    // what is only recorded decides nothing
  }

  /**
   * Decides the leaf, if all its checks can be decided. A leaf passes only if all its limits are
   * kept. If one is not, only a wrong decision about that one lets the leaf pass, so each decision
   * may err at the whole rate. A leaf fails as soon as one limit is broken. Here a wrong decision
   * about any of them is enough, so the limits share the rate.
   *
   * @param rate how often a leaf that will fail may be called passed
   * @param failRate how often this leaf may be called failed although it will pass
   * @return what was decided; empty if more images are needed
   */
  public Optional<EarlyVerdict> decide(double rate, double failRate) {
    // where there is no verdict to come to, figures of all images are what the run gives
    if (needsAll || (isOnlyRecorded && asked.isEmpty())) {
      return Optional.empty();
    }
    long sides =
        asked.stream()
            .mapToLong(
                one -> one.held().atLeast().stream().count() + one.held().atMost().stream().count())
            .sum();
    EarlyRule rule = new EarlyRule(rate, failRate / Math.max(1, sides));
    Map<String, EarlyVerdict.OfMetric> decided = new LinkedHashMap<>();
    for (Asked one : asked) {
      Optional<EarlyVerdict.OfMetric> verdict = decide(one, rule);
      if (verdict.isEmpty() || decided.put(one.metric().name(), verdict.get()) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(new EarlyVerdict(decided, seen, rate));
  }

  /** One side that is surely violated decides a metric; otherwise both have to be decided. */
  private Optional<EarlyVerdict.OfMetric> decide(Asked one, EarlyRule rule) {
    Optional<Decision.Verdict> atLeast =
        one.held().atLeast().map(side -> rule.decide(one.metric(), side, seen));
    Optional<Decision.Verdict> atMost =
        one.held().atMost().map(side -> rule.decide(one.metric(), side, seen));
    boolean isBeyond = is(atLeast, Decision.Verdict.BEYOND) || is(atMost, Decision.Verdict.BEYOND);
    boolean isOpen =
        is(atLeast, Decision.Verdict.INCONCLUSIVE) || is(atMost, Decision.Verdict.INCONCLUSIVE);
    if (isOpen && !isBeyond) {
      return Optional.empty();
    }
    return Optional.of(
        new EarlyVerdict.OfMetric(
            atLeast,
            atMost,
            one.metric()
                .contributions()
                .flatMap(given -> SceneSums.of(given, seen))
                .map(SceneSums::interval)));
  }

  private static boolean is(Optional<Decision.Verdict> side, Decision.Verdict verdict) {
    return side.filter(verdict::equals).isPresent();
  }
}

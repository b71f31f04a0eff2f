package dev.plumbline.simulations;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.Metric;
import dev.plumbline.api.Subject;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.engine.baseline.MetricKey;
import dev.plumbline.engine.judge.BaselineBounds;
import dev.plumbline.engine.judge.Comparisons;
import dev.plumbline.engine.judge.EarlyEnd;
import dev.plumbline.engine.judge.FrozenViolations;
import dev.plumbline.engine.judge.Inconclusive;
import dev.plumbline.engine.judge.LeafBounds;
import dev.plumbline.engine.judge.LeafGate;
import dev.plumbline.engine.judge.LeafRules;
import dev.plumbline.engine.judge.References;
import dev.plumbline.engine.run.DecidedLeaves;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A run that holds a checkpoint's metrics against a baseline, as the engine does: with the margins
 * that follow from the baseline, the comparisons of all leaves judged together, at the default
 * error rate and share.
 *
 * @param failed the metrics that failed
 * @param undecided how many leaves aborted
 * @param leaves how many there were
 * @param tooFewDecided the audits of which fewer leaves were decided than have to be
 */
record SimulatedRun(
    Set<FailedMetric> failed, int undecided, int leaves, Set<String> tooFewDecided) {

  static final double ERROR_RATE = 0.01;
  static final double DECIDED_SHARE = 0.5;

  private static final String CANDIDATE = "candidate";

  /** A metric that failed, and where. */
  record FailedMetric(String metric, LayerName layer) {}

  /** Which leaf. */
  private record Leaf(String audit, LayerName layer, int timestep) {}

  boolean isRed() {
    return !failed.isEmpty() || !tooFewDecided.isEmpty();
  }

  /**
   * Runs.
   *
   * @param candidate what was measured
   * @param baseline what was recorded
   * @param sameInputs whether both come from the same images with the same noise
   * @param seed the run's
   */
  static SimulatedRun of(
      Map<MetricKey, Metric> candidate,
      Map<MetricKey, Metric> baseline,
      boolean sameInputs,
      long seed) {
    Map<Leaf, List<Metric>> leaves = new LinkedHashMap<>();
    candidate.forEach(
        (key, metric) ->
            leaves
                .computeIfAbsent(
                    new Leaf(key.audit(), key.layer(), key.timestep()), leaf -> new ArrayList<>())
                .add(metric));
    Comparisons comparisons = new Comparisons(ERROR_RATE, seed);
    leaves.forEach((leaf, metrics) -> judge(leaf, metrics, baseline, sameInputs, comparisons));
    comparisons.complete();
    DecidedLeaves decided = new DecidedLeaves(DECIDED_SHARE);
    Set<FailedMetric> failed = new LinkedHashSet<>();
    int undecided = 0;
    for (Map.Entry<Leaf, List<Metric>> entry : leaves.entrySet()) {
      String audit = entry.getKey().audit();
      LeafGate gate = judge(entry.getKey(), entry.getValue(), baseline, sameInputs, comparisons);
      for (MetricRecord metric : gate.records()) {
        if (metric.verdict() == MetricVerdict.FAILED) {
          failed.add(new FailedMetric(metric.metric(), metric.layer()));
        }
      }
      Optional<String> abortion = gate.abortion();
      if (gate.failure().isEmpty() && abortion.isPresent()) {
        undecided++;
        decided.undecided(CANDIDATE, audit, abortion.get());
      } else {
        decided.decided(CANDIDATE, audit);
      }
    }
    Set<String> tooFew = new LinkedHashSet<>();
    for (String problem : decided.problems()) {
      leaves.keySet().stream().map(Leaf::audit).filter(problem::startsWith).forEach(tooFew::add);
    }
    return new SimulatedRun(failed, undecided, leaves.size(), tooFew);
  }

  private static LeafGate judge(
      Leaf leaf,
      List<Metric> metrics,
      Map<MetricKey, Metric> baseline,
      boolean sameInputs,
      Comparisons comparisons) {
    References references =
        new References() {
          @Override
          public Metric metric(String reference, String metric) {
            return baseline.get(new MetricKey(leaf.audit(), metric, leaf.layer(), leaf.timestep()));
          }

          @Override
          public boolean sawTheSame(String reference) {
            return sameInputs;
          }
        };
    LeafGate gate =
        new LeafGate(
            leaf.audit(),
            new Subject(CANDIDATE, leaf.layer(), leaf.timestep()),
            new LeafRules(
                LeafBounds.of(BaselineBounds.of(references, "baseline")),
                references,
                comparisons,
                Inconclusive.ABORT,
                FrozenViolations.none(),
                EarlyEnd.notAsked()));
    for (Metric metric : metrics) {
      if (RecordedCheckpoint.CHECKED.contains(metric.name())) {
        gate.check(metric);
      } else {
        gate.record(metric);
      }
    }
    gate.finish();
    return gate;
  }
}

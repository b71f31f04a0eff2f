package dev.plumbline.simulations;

import dev.plumbline.api.Metric;
import dev.plumbline.engine.baseline.MetricKey;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How often runs are red though nothing is worse.
 *
 * @param what what the two sides are
 * @param scenes how many scenes each side has
 * @param isPaired whether both are the same scenes
 * @param red runs that are red
 * @param failed runs in which a leaf failed
 * @param tooFewDecided runs in which too few leaves of an audit were decided
 * @param undecided the mean share of leaves that aborted
 * @param culprits in how many runs a metric failed, by its name
 */
record FalseAlarms(
    String what,
    int scenes,
    boolean isPaired,
    Proportion red,
    Proportion failed,
    Proportion tooFewDecided,
    double undecided,
    SortedMap<String, Integer> culprits) {

  /**
   * Simulates runs of one checkpoint against the baseline of another.
   *
   * @param what what the two sides are
   * @param baseline what is recorded
   * @param candidate what is held against it
   * @param scenes how many scenes are drawn
   * @param isPaired whether both sides get the same ones; otherwise each its own
   * @param replicates how many runs
   */
  static FalseAlarms of(
      String what,
      RecordedCheckpoint baseline,
      RecordedCheckpoint candidate,
      int scenes,
      boolean isPaired,
      int replicates) {
    List<SimulatedRun> runs =
        IntStream.range(0, replicates)
            .parallel()
            .mapToObj(
                replicate -> {
                  SplittableRandom random = new SplittableRandom(1_000_003L * scenes + replicate);
                  SceneDraw theirs = SceneDraw.of(baseline.scenes(), scenes, random);
                  SceneDraw ours =
                      isPaired ? theirs : SceneDraw.of(candidate.scenes(), scenes, random);
                  Map<MetricKey, Metric> recorded = baseline.measured(theirs);
                  return SimulatedRun.of(candidate.measured(ours), recorded, isPaired, replicate);
                })
            .toList();
    SortedMap<String, Integer> culprits = new TreeMap<>();
    runs.forEach(
        run ->
            run.failed().stream()
                .map(SimulatedRun.FailedMetric::metric)
                .distinct()
                .forEach(metric -> culprits.merge(metric, 1, Integer::sum)));
    runs.forEach(run -> run.tooFewDecided().forEach(a -> culprits.merge(a, 1, Integer::sum)));
    return new FalseAlarms(
        what,
        scenes,
        isPaired,
        new Proportion((int) runs.stream().filter(SimulatedRun::isRed).count(), replicates),
        new Proportion(
            (int) runs.stream().filter(run -> !run.failed().isEmpty()).count(), replicates),
        new Proportion(
            (int) runs.stream().filter(run -> !run.tooFewDecided().isEmpty()).count(), replicates),
        runs.stream()
            .mapToDouble(run -> (double) run.undecided() / run.leaves())
            .average()
            .orElse(0),
        culprits);
  }
}

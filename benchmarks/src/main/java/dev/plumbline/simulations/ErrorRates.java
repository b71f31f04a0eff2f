package dev.plumbline.simulations;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * How often runs whose truth is known come out in some way.
 *
 * @param what what is drawn, and what is counted
 * @param scenes how many scenes each side has
 * @param isPaired whether both sides are of the same images
 * @param runs how many came out so
 */
record ErrorRates(String what, int scenes, boolean isPaired, Proportion runs) {

  private static final int LAYERS = 45;

  /** A layer in the middle of the second block. */
  private static final int CULPRIT = 7;

  /** What is far within its limit, in standard errors. */
  private static final double FAR_WITHIN = -12;

  /** Every figure's truth is exactly at its limit: a run that is red errs. */
  static ErrorRates atTheLimit(int scenes, boolean isPaired, int replicates) {
    return red("all at the limit: red", scenes, isPaired, layer -> 0, replicates);
  }

  /** One block's figures are at the limit, all others are far within. */
  static ErrorRates oneBlockAtTheLimit(int scenes, boolean isPaired, int replicates) {
    return red(
        "one block at the limit, all others within: red",
        scenes,
        isPaired,
        layer -> isOfBlock(layer) ? 0 : FAR_WITHIN,
        replicates);
  }

  /** One figure is three standard errors beyond its limit, all others are far within. */
  static ErrorRates oneLayer(int scenes, boolean isPaired, int replicates) {
    return red(
        "one layer 3 standard errors beyond: found",
        scenes,
        isPaired,
        layer -> layer == CULPRIT ? 3 : FAR_WITHIN,
        replicates);
  }

  /** A block's figures are two standard errors beyond their limits, all others are far within. */
  static ErrorRates oneBlock(int scenes, boolean isPaired, int replicates) {
    return red(
        "a block of five 2 standard errors beyond: found",
        scenes,
        isPaired,
        layer -> isOfBlock(layer) ? 2 : FAR_WITHIN,
        replicates);
  }

  private static boolean isOfBlock(int layer) {
    return DrawnRun.name(layer).block().equals(DrawnRun.name(CULPRIT).block());
  }

  /** Something is in 5 % of the scenes, and ten times as much as the margin allows. */
  static ErrorRates sparse(int scenes, boolean isPaired, int replicates) {
    return sparse(
        "sparse anomalies: passed without saying what could go unseen",
        scenes,
        isPaired,
        replicates,
        DrawnRun::isConfident);
  }

  /** The same, and the run says how large a share of the scenes could be affected. */
  static ErrorRates sparseUnseen(int scenes, boolean isPaired, int replicates) {
    return sparse(
        "sparse anomalies: passed, and says what could go unseen",
        scenes,
        isPaired,
        replicates,
        record -> record.verdict() == MetricVerdict.PASSED && !DrawnRun.isConfident(record));
  }

  private static ErrorRates sparse(
      String what,
      int scenes,
      boolean isPaired,
      int replicates,
      Predicate<MetricRecord> isCounted) {
    return count(
        what,
        scenes,
        isPaired,
        replicates,
        replicate ->
            DrawnRun.sparse(scenes, isPaired, random(scenes, replicate))
                .judged(SimulatedRun.ERROR_RATE, replicate)
                .values()
                .stream()
                .anyMatch(isCounted));
  }

  private static ErrorRates red(
      String what, int scenes, boolean isPaired, IntToDoubleFunction beyond, int replicates) {
    return count(
        what,
        scenes,
        isPaired,
        replicates,
        replicate -> {
          List<LayerName> failed =
              DrawnRun.means(LAYERS, scenes, isPaired, beyond, random(scenes, replicate))
                  .failed(SimulatedRun.ERROR_RATE, replicate);
          return !failed.isEmpty();
        });
  }

  private static ErrorRates count(
      String what, int scenes, boolean isPaired, int replicates, IntFunction<Boolean> run) {
    int hits =
        (int) IntStream.range(0, replicates).parallel().mapToObj(run).filter(hit -> hit).count();
    return new ErrorRates(what, scenes, isPaired, new Proportion(hits, replicates));
  }

  private static SplittableRandom random(int scenes, int replicate) {
    return new SplittableRandom(7_000_003L * scenes + replicate);
  }
}

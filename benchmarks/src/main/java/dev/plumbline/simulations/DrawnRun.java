package dev.plumbline.simulations;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.Contributions.Image;
import dev.plumbline.api.Direction;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.Metric;
import dev.plumbline.api.Subject;
import dev.plumbline.api.report.AgainstBaseline;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.engine.judge.BoundsFile;
import dev.plumbline.engine.judge.Comparisons;
import dev.plumbline.engine.judge.EarlyEnd;
import dev.plumbline.engine.judge.FrozenViolations;
import dev.plumbline.engine.judge.Inconclusive;
import dev.plumbline.engine.judge.LeafBounds;
import dev.plumbline.engine.judge.LeafGate;
import dev.plumbline.engine.judge.LeafRules;
import dev.plumbline.engine.judge.References;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A run whose truth is known, since its figures are drawn: layers in blocks of five, scenes of one
 * to twelve images. Half of what a scene differs by is the same in all layers of a block.
 *
 * @param layers the layers, each with its two sides
 * @param margin what the candidate's figure may be above the baseline's
 * @param isPaired whether both sides are of the same images
 */
record DrawnRun(Map<LayerName, Sides> layers, double margin, boolean isPaired) {

  private static final String METRIC = "drawn.figure";
  private static final int BLOCK = 5;
  private static final double LEVEL = 5;
  private static final double MARGIN = 0.1;
  private static final int[] SIZES = {1, 2, 3, 5, 8, 12};

  /** What was measured of a layer, and what it is held against. */
  record Sides(Metric ours, Metric theirs) {}

  /**
   * Draws a run of means.
   *
   * @param layers how many layers
   * @param scenes how many scenes
   * @param isPaired whether both sides are of the same images
   * @param beyond how far the truth of a layer is beyond its limit, in standard errors
   * @param random draws
   */
  static DrawnRun means(
      int layers,
      int scenes,
      boolean isPaired,
      IntToDoubleFunction beyond,
      SplittableRandom random) {
    double error = standardError(scenes) * (isPaired ? 1 : Math.sqrt(2));
    double[][] common = new double[2][scenes];
    Map<LayerName, Sides> sides = new LinkedHashMap<>();
    for (int layer = 0; layer < layers; layer++) {
      if (layer % BLOCK == 0) {
        Arrays.setAll(common[0], scene -> random.nextGaussian());
        Arrays.setAll(common[1], scene -> random.nextGaussian());
      }
      double shift = MARGIN + error * beyond.applyAsDouble(layer);
      double[] theirs = new double[scenes];
      double[] ours = new double[scenes];
      for (int i = 0; i < scenes; i++) {
        theirs[i] = LEVEL + Math.sqrt(0.5) * (common[0][i] + random.nextGaussian());
        ours[i] =
            (isPaired ? theirs[i] : LEVEL)
                + shift
                + Math.sqrt(0.5) * (common[1][i] + random.nextGaussian());
      }
      sides.put(name(layer), new Sides(metric(ours), metric(theirs)));
    }
    return new DrawnRun(sides, MARGIN, isPaired);
  }

  /**
   * Draws a run of a single share: the baseline has nothing of it, the candidate in 5 % of its
   * scenes, and in the mean ten times what the margin allows.
   */
  static DrawnRun sparse(int scenes, boolean isPaired, SplittableRandom random) {
    double margin = 1e-5;
    double[] ours = new double[scenes];
    Arrays.setAll(
        ours,
        scene -> random.nextDouble() < 0.05 ? 10 * margin / 0.05 * random.nextDouble(0.5, 1.5) : 0);
    return new DrawnRun(
        Map.of(name(0), new Sides(metric(ours), metric(new double[scenes]))), margin, isPaired);
  }

  static LayerName name(int layer) {
    return new LayerName("up_blocks." + layer / BLOCK + ".resnets." + layer % BLOCK);
  }

  private static int size(int scene) {
    return SIZES[scene % SIZES.length];
  }

  /** Returns the standard error of a mean over such scenes, whose deviation is 1. */
  private static double standardError(int scenes) {
    double squares = IntStream.range(0, scenes).mapToDouble(i -> size(i) * size(i)).sum();
    return Math.sqrt(squares) / IntStream.range(0, scenes).map(DrawnRun::size).sum();
  }

  private static Metric metric(double[] scenes) {
    List<Image> images =
        IntStream.range(0, scenes.length)
            .mapToObj(i -> new Image("image" + i, "scene" + i))
            .toList();
    double[] sizes = IntStream.range(0, scenes.length).mapToDouble(DrawnRun::size).toArray();
    double[] sums = new double[scenes.length];
    Arrays.setAll(sums, scene -> sizes[scene] * scenes[scene]);
    Contributions given = Contributions.ratio(images, sums, sizes);
    return Metric.of(METRIC, given.value().orElseThrow(), scenes.length, Direction.HIGHER)
        .withContributions(given);
  }

  /** Judges the run as the engine does, and returns what its layers came to. */
  Map<LayerName, MetricRecord> judged(double rate, long seed) {
    Comparisons comparisons = new Comparisons(rate, seed);
    BoundsFile bounds = bounds();
    layers.forEach((layer, sides) -> judge(layer, sides, comparisons, bounds));
    comparisons.complete();
    Map<LayerName, MetricRecord> judged = new LinkedHashMap<>();
    layers.forEach(
        (layer, sides) ->
            judged.put(layer, judge(layer, sides, comparisons, bounds).records().get(0)));
    return judged;
  }

  /** Returns the layers that failed. */
  List<LayerName> failed(double rate, long seed) {
    List<LayerName> failed = new ArrayList<>();
    judged(rate, seed)
        .forEach(
            (layer, record) -> {
              if (record.verdict() == MetricVerdict.FAILED) {
                failed.add(layer);
              }
            });
    return failed;
  }

  /** Tells whether a layer passed without a word on what could go unseen. */
  static boolean isConfident(MetricRecord record) {
    return record.verdict() == MetricVerdict.PASSED
        && record.baseline().map(AgainstBaseline::unseen).orElseThrow().isEmpty();
  }

  private LeafGate judge(LayerName layer, Sides sides, Comparisons comparisons, BoundsFile bounds) {
    References references =
        new References() {
          @Override
          public Metric metric(String reference, String metric) {
            return sides.theirs();
          }

          @Override
          public boolean sawTheSame(String reference) {
            return isPaired;
          }
        };
    LeafGate gate =
        new LeafGate(
            "Drawn.figures",
            new Subject("candidate", layer, 50),
            new LeafRules(
                LeafBounds.of(bounds),
                references,
                comparisons,
                Inconclusive.ABORT,
                FrozenViolations.none(),
                EarlyEnd.notAsked()));
    gate.check(sides.ours());
    return gate;
  }

  private BoundsFile bounds() {
    String csv =
        String.format(
            Locale.ROOT,
            "audit,metric,layer,timestep,at_least,at_most,note%n*,*,*,*,,baseline + %s,drawn%n",
            margin);
    return BoundsFile.read(new StringReader(csv), "drawn", List.of("baseline"));
  }
}

package dev.plumbline.simulations;

import dev.plumbline.api.Metric;
import dev.plumbline.api.Subject;
import dev.plumbline.engine.baseline.MetricKey;
import dev.plumbline.engine.judge.BoundsFile;
import dev.plumbline.engine.judge.EarlyGate;
import dev.plumbline.engine.judge.LeafBounds;
import dev.plumbline.engine.plan.SeenScenes;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How soon checks are decided that are looked at after every scene, and how often wrongly. Every
 * other check's figure is within its limit, the others' beyond it.
 *
 * @param metric what is checked
 * @param scenes how many scenes a run has
 * @param distance how far the figure over all of them is from the limit
 * @param wrong checks that were decided otherwise than all images say
 * @param decided checks that were decided before all images were seen
 * @param images how many images a run has on average
 * @param taken how many of them a check took on average
 */
record EarlyEnds(
    String metric,
    int scenes,
    double distance,
    Proportion wrong,
    Proportion decided,
    double images,
    double taken) {

  /** What a run of the built-in audits at one timestep divides the rate by. */
  private static final int LEAVES = 184;

  /** One check that came to its end. */
  private record Ended(boolean isWrong, boolean isEarly, int taken, int images) {}

  static EarlyEnds of(
      RecordedCheckpoint checkpoint, String metric, int scenes, double distance, int replicates) {
    List<Map.Entry<MetricKey, Metric>> layers =
        new ArrayList<>(checkpoint.metrics(metric).entrySet());
    layers.removeIf(layer -> !hasRoom(layer.getValue(), distance));
    List<Ended> ends =
        IntStream.range(0, replicates)
            .parallel()
            .mapToObj(
                replicate -> {
                  SplittableRandom random = new SplittableRandom(1_000_003L * scenes + replicate);
                  SceneDraw draw = SceneDraw.of(checkpoint.scenes(), scenes, random);
                  MetricKey key = layers.get(replicate % layers.size()).getKey();
                  return end(checkpoint, key, draw, distance, replicate % 2 == 0);
                })
            .toList();
    return new EarlyEnds(
        metric,
        scenes,
        distance,
        new Proportion((int) ends.stream().filter(Ended::isWrong).count(), replicates),
        new Proportion((int) ends.stream().filter(Ended::isEarly).count(), replicates),
        ends.stream().mapToInt(Ended::images).average().orElseThrow(),
        ends.stream().mapToInt(Ended::taken).average().orElseThrow());
  }

  /** A limit has to lie where a figure can be. */
  private static boolean hasRoom(Metric metric, double distance) {
    double value = metric.value().orElse(Double.NaN);
    return metric.contributions().stream()
        .anyMatch(given -> value - distance > given.lowest() && value + distance < given.highest());
  }

  private static Ended end(
      RecordedCheckpoint checkpoint,
      MetricKey key,
      SceneDraw draw,
      double distance,
      boolean isWithin) {
    double figure = checkpoint.imageByImage(key, draw).value().orElseThrow();
    BoundsFile bounds = atMost(key, isWithin ? figure + distance : figure - distance);
    Subject subject = new Subject("candidate", key.layer(), key.timestep());
    List<SeenScenes.Scene> scenes = checkpoint.seen(draw);
    int images = new SeenScenes(scenes, scenes.size()).images();
    for (int count = 1; count < scenes.size(); count++) {
      SeenScenes seen = new SeenScenes(scenes, count);
      Metric sofar = checkpoint.imageByImage(key, new SceneDraw(draw.scenes().subList(0, count)));
      EarlyGate gate = new EarlyGate(key.audit(), subject, LeafBounds.of(bounds), seen);
      gate.check(sofar);
      if (gate.decide(SimulatedRun.ERROR_RATE, SimulatedRun.ERROR_RATE / LEAVES).isPresent()) {
        // what is decided is what the images seen say: see EarlyRule
        boolean saysWithin = sofar.value().orElseThrow() <= figure + (isWithin ? 1 : -1) * distance;
        return new Ended(saysWithin != isWithin, true, seen.images(), images);
      }
    }
    return new Ended(false, false, images, images);
  }

  private static BoundsFile atMost(MetricKey key, double limit) {
    String csv =
        String.format(
            Locale.ROOT,
            "audit,metric,layer,timestep,at_least,at_most,note%n*,%s,*,*,,%s,simulated%n",
            key.metric(),
            limit);
    return BoundsFile.read(new StringReader(csv), "simulated", List.of());
  }
}

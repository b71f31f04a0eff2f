package dev.plumbline.engine.measure.pass;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.input.scenes.SceneOrder;
import dev.plumbline.engine.measure.heads.Heads;
import dev.plumbline.engine.measure.results.CheckpointResults;
import dev.plumbline.engine.measure.results.EarlyStop;
import dev.plumbline.engine.plan.SeenScenes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rounds of a pass that may end before all images are seen. Scenes come whole. After each round
 * it is asked what has to be measured further, and what need not be is left out of the next.
 */
final class EarlyRounds {

  /** A round is at least this part of the images before it, so that asking stays cheap. */
  private static final int PART = 8;

  private final EarlyStop stop;
  private final String checkpoint;
  private final int timestep;
  private final SceneOrder order;
  private final List<SeenScenes.Scene> scenes;
  private final int batch;
  private final Map<Class<? extends Measurement>, MeasurementProvider<?>> providers;
  private final Set<Integer> images = new HashSet<>();
  private List<LayerSums> wanted;
  private int seen;

  /**
   * Makes rounds of which none has been.
   *
   * @param stop says what has to be measured further
   * @param checkpoint the checkpoint's name
   * @param pass the images
   * @param sums all that is to be measured
   * @param providers what measures it
   */
  EarlyRounds(
      EarlyStop stop,
      String checkpoint,
      PassInputs pass,
      List<LayerSums> sums,
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers) {
    this.stop = stop;
    this.checkpoint = checkpoint;
    this.timestep = pass.timestep();
    this.order = pass.inputs().sceneOrder();
    this.scenes = order.scenes();
    this.batch = pass.batch();
    this.wanted = List.copyOf(sums);
    this.providers = providers;
  }

  /** Returns what the next round's images are added to; empty if none is needed. */
  List<LayerSums> wanted() {
    return wanted;
  }

  /** Returns what the next round asks of which layers. */
  Map<LayerName, Set<Figure>> figures() {
    Map<LayerName, Set<Figure>> figures = new HashMap<>();
    for (LayerSums sums : wanted) {
      figures
          .computeIfAbsent(sums.layer(), layer -> EnumSet.noneOf(Figure.class))
          .addAll(Heads.complete(providers.get(sums.type()).figures()));
    }
    return figures;
  }

  /**
   * Takes the images of the next round: whole scenes, all of them training or all of them test
   * images.
   *
   * @param test which of both
   * @return their numbers; empty if none of them is left, or nothing is to be measured further
   */
  List<Integer> next(boolean test) {
    List<Integer> round = new ArrayList<>();
    int enough = Math.max(batch, images.size() / PART);
    while (!wanted.isEmpty()
        && round.size() < enough
        && seen < scenes.size()
        && scenes.get(seen).test() == test) {
      round.addAll(order.images(seen));
      seen++;
    }
    images.addAll(round);
    return round;
  }

  /** Asks what has to be measured further, now that a round's images are added. */
  void ask() {
    if (seen == scenes.size()) {
      return;
    }
    CheckpointResults soFar = new CheckpointResults(checkpoint);
    wanted.parallelStream()
        .forEach(
            sums ->
                sums.soFar()
                    .ifPresent(found -> soFar.put(timestep, sums.layer(), sums.type(), found)));
    Map<LayerName, Set<Class<? extends Measurement>>> undecided =
        stop.undecided(checkpoint, timestep, soFar, new SeenScenes(scenes, seen));
    wanted =
        wanted.stream()
            .filter(sums -> undecided.getOrDefault(sums.layer(), Set.of()).contains(sums.type()))
            .toList();
  }

  /** Tells what all images were measured for. */
  void end() {
    Map<LayerName, Set<Class<? extends Measurement>>> complete = new HashMap<>();
    if (seen == scenes.size()) {
      wanted.forEach(
          sums ->
              complete
                  .computeIfAbsent(sums.layer(), layer -> new LinkedHashSet<>())
                  .add(sums.type()));
    }
    stop.ended(checkpoint, timestep, new SeenScenes(scenes, seen), complete);
  }

  /** Returns which of some images have not been seen. */
  List<Integer> unseen(List<Integer> some) {
    return some.stream().filter(image -> !images.contains(image)).toList();
  }
}

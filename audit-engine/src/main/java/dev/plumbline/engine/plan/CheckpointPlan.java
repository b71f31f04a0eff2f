package dev.plumbline.engine.plan;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one checkpoint has to be measured for: the union of what the surviving leaves need.
 *
 * @param checkpoint the checkpoint
 * @param passes per timestep, which measurements of which layers
 */
public record CheckpointPlan(
    CheckpointSpec checkpoint,
    SortedMap<Integer, Map<LayerName, Set<Class<? extends Measurement>>>> passes) {

  /**
   * Makes an empty plan.
   *
   * @param checkpoint the checkpoint
   */
  public static CheckpointPlan empty(CheckpointSpec checkpoint) {
    return new CheckpointPlan(checkpoint, new TreeMap<>());
  }

  /**
   * Adds what one leaf needs.
   *
   * @param timestep its timestep
   * @param layer its layer
   * @param measurements the measurements its audit asks for
   */
  public void add(
      int timestep, LayerName layer, Set<? extends Class<? extends Measurement>> measurements) {
    passes
        .computeIfAbsent(timestep, t -> new LinkedHashMap<>())
        .computeIfAbsent(layer, l -> new LinkedHashSet<>())
        .addAll(measurements);
  }

  /**
   * Returns the same plan of a checkpoint that is elsewhere.
   *
   * @param elsewhere the checkpoint
   */
  public CheckpointPlan at(CheckpointSpec elsewhere) {
    return new CheckpointPlan(elsewhere, passes);
  }

  /** Returns every layer that is measured at some timestep. */
  public Set<LayerName> layers() {
    Set<LayerName> layers = new LinkedHashSet<>();
    passes.values().forEach(needs -> layers.addAll(needs.keySet()));
    return layers;
  }
}

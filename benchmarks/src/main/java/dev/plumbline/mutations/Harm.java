package dev.plumbline.mutations;

import dev.plumbline.api.LayerName;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a mutation does, as a relative L2 change over images: √(Σ‖x′ − x‖² / Σ‖x‖²). Infinite where
 * a value is not finite.
 *
 * @param noise of the predicted noise, at each timestep
 * @param layers of the layers' representations, at each timestep, in the order of the data flow
 */
record Harm(SortedMap<Integer, Double> noise, SortedMap<Integer, Map<LayerName, Double>> layers) {

  /** What changes less is the same but for rounding in other kernels. */
  private static final double CHANGED = 1e-6;

  private static final double HARMFUL_NOISE = 0.05;
  private static final double HARMFUL_LAYER = 0.5;
  private static final double HARMLESS_NOISE = 0.001;
  private static final double HARMLESS_LAYER = 0.01;

  /** How much of it there is. */
  enum Degree {
    /** More than 5 % of the predicted noise, or more than half of some layer. */
    HARMFUL,
    /** Between the two. */
    BETWEEN,
    /** Less than 0.1 % of the predicted noise, and less than 1 % of every layer. */
    HARMLESS
  }

  /** Copies the maps, in their order. */
  Harm {
    noise = new TreeMap<>(noise);
    layers = new TreeMap<>(layers);
  }

  /** Returns the largest change of the predicted noise. */
  double noiseChange() {
    return noise.values().stream().mapToDouble(change -> change).max().orElseThrow();
  }

  /** Returns the largest change of a layer. */
  double layerChange() {
    return worst().getValue();
  }

  /** Returns the layer that changes most. */
  LayerName worstLayer() {
    return worst().getKey();
  }

  private Map.Entry<LayerName, Double> worst() {
    return layers.values().stream()
        .flatMap(timestep -> timestep.entrySet().stream())
        .max(Map.Entry.comparingByValue())
        .orElseThrow();
  }

  /** Returns the first layer in the data flow that changes. */
  Optional<LayerName> firstChanged() {
    Map<LayerName, Double> order = layers.get(layers.firstKey());
    return order.keySet().stream().filter(layer -> largest(layer) > CHANGED).findFirst();
  }

  private double largest(LayerName layer) {
    OptionalDouble change =
        layers.values().stream().mapToDouble(timestep -> timestep.get(layer)).max();
    return change.orElseThrow();
  }

  /** Returns how much harm that is. */
  Degree degree() {
    if (noiseChange() > HARMFUL_NOISE || layerChange() > HARMFUL_LAYER) {
      return Degree.HARMFUL;
    }
    return noiseChange() < HARMLESS_NOISE && layerChange() < HARMLESS_LAYER
        ? Degree.HARMLESS
        : Degree.BETWEEN;
  }
}

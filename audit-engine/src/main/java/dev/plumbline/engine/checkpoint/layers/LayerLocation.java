package dev.plumbline.engine.checkpoint.layers;

import dev.plumbline.api.LayerName;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the layers of a graph are.
 *
 * @param layers the layers in the order in which they run
 * @param refused layers that are in the graph but cannot be located for certain, and why: the two
 *     rules disagree, or neither can be applied
 * @param rule which rules located the layers, for people
 */
public record LayerLocation(
    List<LocatedLayer> layers, Map<LayerName, String> refused, String rule) {

  /** Copies the collections; the refused layers in the order of their names. */
  public LayerLocation {
    layers = List.copyOf(layers);
    refused = Collections.unmodifiableMap(new TreeMap<>(refused));
  }

  /** Returns the layers' names, in the order in which they run. */
  public List<LayerName> names() {
    return layers.stream().map(LocatedLayer::layer).toList();
  }
}

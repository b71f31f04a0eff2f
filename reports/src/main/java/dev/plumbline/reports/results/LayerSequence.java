package dev.plumbline.reports.results;

import dev.plumbline.api.LayerName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The layers of all checkpoints of a run in one order: that in which data flows through them.
 *
 * @param layers the layers, each once
 */
public record LayerSequence(List<LayerName> layers) {

  /** No layer at all. */
  static final LayerSequence NONE = new LayerSequence(List.of());

  /** Copies the layers. */
  public LayerSequence {
    layers = List.copyOf(layers);
  }

  /**
   * Returns this sequence with the layers that only another order has. The order of those that are
   * here already stays; a new one comes right after the one that precedes it in the other order, or
   * first of all if none does.
   *
   * @param other layers in the order of data flow; those named twice are taken once
   */
  LayerSequence with(List<LayerName> other) {
    List<LayerName> merged = new ArrayList<>(layers);
    int last = -1;
    for (LayerName layer : other) {
      int place = merged.indexOf(layer);
      if (place < 0) {
        place = last + 1;
        merged.add(place, layer);
      }
      last = place;
    }
    return new LayerSequence(merged);
  }

  /**
   * Sorts layers.
   *
   * @param some layers in any order; those named twice are taken once
   * @return those layers in the order of data flow; those that are not in the sequence come last,
   *     as they came
   */
  public List<LayerName> sorted(Collection<LayerName> some) {
    Map<LayerName, Integer> places = new HashMap<>();
    layers.forEach(layer -> places.put(layer, places.size()));
    Stream<LayerName> distinct = some.stream().distinct();
    return distinct
        .sorted(Comparator.comparingInt(layer -> places.getOrDefault(layer, places.size())))
        .toList();
  }
}

package dev.plumbline.api.report;

import dev.plumbline.api.LayerName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * In which order data flows through the layers of a checkpoint, published on the engine's node when
 * a run begins. Names of layers do not tell it to those who do not know the family of networks.
 *
 * @param checkpoint the checkpoint's name
 * @param layers the layers that the run may name, each once, from the network's input to its output
 */
public record LayerOrder(String checkpoint, List<LayerName> layers) {

  private static final String CHECKPOINT = "plumbline.layer-order";
  private static final String COUNT = "layers";
  private static final String LAYER = "layer.";

  /** Copies the layers. */
  public LayerOrder {
    layers = List.copyOf(layers);
  }

  /** Returns the order as the key-value pairs of a report entry: one for each layer. */
  public Map<String, String> toEntry() {
    Map<String, String> entry = new HashMap<>();
    entry.put(CHECKPOINT, checkpoint);
    entry.put(COUNT, Integer.toString(layers.size()));
    for (int i = 0; i < layers.size(); i++) {
      entry.put(LAYER + i, layers.get(i).path());
    }
    return entry;
  }

  /**
   * Reads an order back.
   *
   * @param entry the key-value pairs of any report entry
   * @return the order; empty if the entry holds none
   * @throws IllegalArgumentException if it holds one that is not complete
   */
  public static Optional<LayerOrder> fromEntry(Map<String, String> entry) {
    return Optional.ofNullable(entry.get(CHECKPOINT))
        .map(checkpoint -> new LayerOrder(checkpoint, layers(checkpoint, entry)));
  }

  private static List<LayerName> layers(String checkpoint, Map<String, String> entry) {
    List<LayerName> layers = new ArrayList<>();
    int count = Integer.parseInt(entry.getOrDefault(COUNT, "none"));
    for (int i = 0; i < count; i++) {
      String path = entry.get(LAYER + i);
      if (path == null) {
        throw new IllegalArgumentException(
            "The order of the layers of "
                + checkpoint
                + " has no layer "
                + i
                + " of "
                + count
                + ": publish what LayerOrder.toEntry() returns");
      }
      layers.add(new LayerName(path));
    }
    return layers;
  }
}

package dev.plumbline.engine.measure.kept;

import dev.plumbline.api.LayerName;
import dev.plumbline.engine.plan.Explorer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Chooses what of a checkpoint's representations the explorer shows: as many layers as fit, of at
 * least two images, since that tokens of different images are alike is what there is to see.
 *
 * <p>The outputs of blocks come before those of attentions, an early timestep before a later one,
 * and a small representation before a large one, so that layers all over the U-Net are there. Of
 * layers that the user asked for, all are alike.
 */
final class ExplorerChoice {

  /** A layer at a timestep. */
  record Item(LayerName layer, int timestep) {}

  /** Images are taken away for the sake of layers, but no further. */
  private static final int FEWEST_IMAGES = 2;

  private final Map<LayerName, Integer> ranks;
  private final Map<LayerName, Long> bytesPerImage = new HashMap<>();
  private final Map<Item, Boolean> decided = new LinkedHashMap<>();
  private final int wantedImages;
  private int images;
  private long room;

  /**
   * Begins with everything to choose.
   *
   * @param wanted what the user wants
   * @param layers the layers that are measured, in the network's order
   * @param isAttention tells which of them are attentions
   * @param images how many images there are
   */
  ExplorerChoice(
      Explorer wanted, List<LayerName> layers, Predicate<LayerName> isAttention, int images) {
    this.ranks = wanted.images() == 0 ? Map.of() : ranks(wanted, layers, isAttention);
    this.wantedImages = Math.min(wanted.images(), images);
    this.room = wanted.limit();
  }

  private static Map<LayerName, Integer> ranks(
      Explorer wanted, List<LayerName> layers, Predicate<LayerName> isAttention) {
    Map<LayerName, Integer> ranks = new LinkedHashMap<>();
    Map<String, LayerName> lastOfBlock = new HashMap<>();
    layers.forEach(layer -> lastOfBlock.put(layer.block(), layer));
    for (LayerName layer : layers) {
      if (!wanted.layers().isEmpty()) {
        if (wanted.layers().stream().anyMatch(glob -> glob.matches(layer))) {
          ranks.put(layer, 0);
        }
      } else if (lastOfBlock.containsValue(layer)) {
        ranks.put(layer, 0);
      } else if (isAttention.test(layer)) {
        ranks.put(layer, 1);
      }
    }
    return ranks;
  }

  /** Returns the layers that may be chosen, in the U-Net's order. */
  Set<LayerName> candidates() {
    return ranks.keySet();
  }

  /** Returns how many images were wanted, and are there. */
  int wantedImages() {
    return wantedImages;
  }

  /** Returns how many images are shown; only after {@link #decide}. */
  int images() {
    return images;
  }

  /** Returns the layers at timesteps that did not fit. */
  List<Item> leftOut() {
    return decided.keySet().stream().filter(item -> !decided.get(item)).toList();
  }

  /** Tells whether a layer at a timestep is shown; only after {@link #decide}. */
  boolean shows(LayerName layer, int timestep) {
    return decided.getOrDefault(new Item(layer, timestep), false);
  }

  /**
   * Decides on all layers that there are figures for and that are not decided on.
   *
   * @param values how many values a representation of an image has, by layer
   * @param passes the layers that are measured, by timestep
   */
  void decide(Map<LayerName, Long> values, Map<Integer, ? extends Collection<LayerName>> passes) {
    values.forEach((layer, count) -> bytesPerImage.put(layer, base64(Short.BYTES * count)));
    Set<Item> undecided = new LinkedHashSet<>();
    passes.forEach(
        (timestep, layers) ->
            candidates().stream()
                .filter(layer -> layers.contains(layer) && bytesPerImage.containsKey(layer))
                .map(layer -> new Item(layer, timestep))
                .filter(item -> !decided.containsKey(item))
                .forEach(undecided::add));
    if (images == 0) {
      images = affordableImages(undecided);
    }
    List<Item> ordered = new ArrayList<>(undecided);
    ordered.sort(
        Comparator.comparingInt((Item item) -> ranks.get(item.layer()))
            .thenComparingInt(Item::timestep)
            .thenComparingLong(item -> bytesPerImage.get(item.layer())));
    for (Item item : ordered) {
      long bytes = images * bytesPerImage.get(item.layer());
      boolean fits = bytes <= room;
      decided.put(item, fits);
      room -= fits ? bytes : 0;
    }
  }

  /** Returns of how many images the first rank's layers fit at the first timestep. */
  private int affordableImages(Set<Item> items) {
    int first = items.stream().mapToInt(Item::timestep).min().orElse(0);
    long bytes =
        items.stream()
            .filter(item -> item.timestep() == first && ranks.get(item.layer()) == 0)
            .mapToLong(item -> bytesPerImage.get(item.layer()))
            .sum();
    int affordable = wantedImages;
    while (affordable > FEWEST_IMAGES && affordable * bytes > room) {
      affordable--;
    }
    return affordable;
  }

  /** Returns how many characters stand for bytes in base 64. */
  private static long base64(long bytes) {
    return (bytes + 2) / 3 * 4;
  }
}

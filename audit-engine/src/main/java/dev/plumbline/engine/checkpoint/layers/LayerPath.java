package dev.plumbline.engine.checkpoint.layers;

import dev.plumbline.api.LayerName;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A dotted path to something in a U-Net's layer: a module in it, or a parameter of it.
 *
 * @param prefix what comes before the U-Net's own modules, with its dot: {@code unet.}; mostly
 *     empty
 * @param layer the layer
 * @param rest what comes after the layer, with its dot: {@code .conv2.weight}; empty for the layer
 *     itself
 * @param repeated whether an exporter marked the module as running again ({@code resnets.0_1})
 */
record LayerPath(String prefix, LayerName layer, String rest, boolean repeated) {

  private static final Pattern SYNTAX =
      Pattern.compile(
          "(?<prefix>(?:[^.]+\\.)*?)"
              + "(?<layer>(?:(?:down|up)_blocks\\.\\d+|mid_block)"
              + "\\.(?:resnets|attentions|downsamplers|upsamplers)\\.\\d+"
              + "|conv_in|conv_out)"
              + "(?<again>_\\d+)?"
              + "(?<rest>\\..+)?");

  /** Reads a dotted path; empty where it does not lead to a layer of a U-Net. */
  static Optional<LayerPath> parse(String path) {
    Matcher matcher = SYNTAX.matcher(path);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String rest = matcher.group("rest");
    return Optional.of(
        new LayerPath(
            matcher.group("prefix"),
            new LayerName(matcher.group("layer")),
            rest == null ? "" : rest,
            matcher.group("again") != null));
  }

  /**
   * Tells the U-Net from what else a graph may hold that has blocks and a {@code conv_in} as well
   * (a ControlNet, say): it is what has up blocks, and of several the one with most layers.
   *
   * @param paths the paths found in a graph
   * @return the U-Net's prefix, several where they have equally many layers, none where no path
   *     leads into a block
   */
  static List<String> unetPrefixes(Collection<LayerPath> paths) {
    Map<String, Set<LayerName>> layers = new TreeMap<>();
    for (LayerPath path : paths) {
      layers.computeIfAbsent(path.prefix(), prefix -> new HashSet<>()).add(path.layer());
    }
    layers.values().removeIf(found -> !hasBlock(found, ""));
    boolean upBlocks = layers.values().stream().anyMatch(found -> hasBlock(found, "up_blocks"));
    if (upBlocks) {
      layers.values().removeIf(found -> !hasBlock(found, "up_blocks"));
    }
    int most = layers.values().stream().map(Set::size).max(Comparator.naturalOrder()).orElse(0);
    return layers.keySet().stream().filter(prefix -> layers.get(prefix).size() == most).toList();
  }

  private static boolean hasBlock(Set<LayerName> layers, String start) {
    return layers.stream()
        .map(LayerName::path)
        .anyMatch(path -> path.contains(".") && path.startsWith(start));
  }
}

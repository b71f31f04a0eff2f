package dev.plumbline.engine.checkpoint.layers;

import dev.plumbline.api.LayerName;
import dev.plumbline.engine.checkpoint.backbone.LayerNaming;
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

/** Reads the paths that lead into the layers of a family of networks. */
final class LayerPaths {

  private final LayerNaming naming;
  private final Pattern syntax;

  LayerPaths(LayerNaming naming) {
    this.naming = naming;
    this.syntax =
        Pattern.compile(
            "(?<layer>" + naming.layers() + ")(?<again>_\\d+)?(?<rest>\\..+)?", Pattern.DOTALL);
  }

  /**
   * Reads a dotted path; empty where it does not lead to a layer. Of several segments that a layer
   * could begin with, the first counts.
   */
  Optional<LayerPath> parse(String path) {
    Matcher matcher = syntax.matcher(path);
    int start = 0;
    while (!matcher.region(start, path.length()).matches()) {
      int dot = path.indexOf('.', start);
      if (dot <= start) { // the last segment, or an empty one
        return Optional.empty();
      }
      start = dot + 1;
    }
    return Optional.of(layerPath(path.substring(0, start), matcher));
  }

  private static LayerPath layerPath(String prefix, Matcher matcher) {
    String rest = matcher.group("rest");
    return new LayerPath(
        prefix,
        new LayerName(matcher.group("layer")),
        rest == null ? "" : rest,
        matcher.group("again") != null);
  }

  /**
   * Tells the network from what else a graph may hold that has blocks of the same names (a
   * ControlNet, say): it is what has the blocks that only a whole network has, and of several the
   * one with most layers.
   *
   * @param paths the paths found in a graph
   * @return the network's prefix, several where they have equally many layers, none where no path
   *     leads into a block
   */
  List<String> prefixes(Collection<LayerPath> paths) {
    Map<String, Set<LayerName>> layers = new TreeMap<>();
    for (LayerPath path : paths) {
      layers.computeIfAbsent(path.prefix(), prefix -> new HashSet<>()).add(path.layer());
    }
    layers.values().removeIf(found -> !hasBlock(found, ""));
    boolean whole = layers.values().stream().anyMatch(found -> hasBlock(found, naming.whole()));
    if (whole) {
      layers.values().removeIf(found -> !hasBlock(found, naming.whole()));
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

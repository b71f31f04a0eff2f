package dev.plumbline.engine.checkpoint;

import dev.plumbline.api.LayerName;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds a layer's output as that of the last node, in stored order, which the exporter says belongs
 * to the layer's module or to a module in it.
 *
 * <p>The TorchScript exporter says so in the node's name ({@code /down_blocks.1/resnets.0/Div}),
 * the dynamo exporter in metadata.
 */
final class LastInScopeRule {

  /** Nodes about shapes and constants, which exporters put after a module's last computation. */
  private static final Set<String> NO_COMPUTATION = Set.of("Shape", "Constant", "ConstantOfShape");

  private LastInScopeRule() {}

  static RuleFindings apply(GraphIndex index) {
    Map<GraphNode, LayerPath> scoped = new LinkedHashMap<>();
    for (GraphNode node : index.nodes()) {
      if (!NO_COMPUTATION.contains(node.opType())) {
        scope(node).flatMap(LayerPath::parse).ifPresent(path -> scoped.put(node, path));
      }
    }
    List<String> prefixes = LayerPath.unetPrefixes(scoped.values());
    if (prefixes.isEmpty()) {
      return RuleFindings.nothing(
          "no node is named after a layer (/down_blocks.0/resnets.0/...) or has one in its metadata"
              + " (pkg.torch.onnx.name_scopes)");
    }
    if (prefixes.size() > 1) {
      return RuleFindings.nothing("the nodes belong to several U-Nets: " + prefixes);
    }
    return lastOfEach(scoped, prefixes.get(0));
  }

  private static RuleFindings lastOfEach(Map<GraphNode, LayerPath> scoped, String prefix) {
    Map<LayerName, String> tensors = new HashMap<>();
    Map<LayerName, String> obstacles = new HashMap<>();
    scoped.forEach(
        (node, path) -> {
          if (!path.prefix().equals(prefix)) {
            return;
          }
          if (path.repeated()) {
            obstacles.put(path.layer(), "the module runs more than once (" + node.label() + ")");
          } else {
            tensors.put(path.layer(), node.outputs().get(0));
          }
        });
    tensors.keySet().removeAll(obstacles.keySet());
    return new RuleFindings(tensors, obstacles, Map.of(), "");
  }

  /** Returns the dotted path of the innermost module the node belongs to. */
  private static Optional<String> scope(GraphNode node) {
    if (node.outputs().isEmpty()) {
      return Optional.empty();
    }
    if (node.nameScopes().isPresent()) {
      // The scopes are cumulative; the last one is the operation itself.
      return PythonStringList.parse(node.nameScopes().get())
          .filter(scopes -> scopes.size() >= 2)
          .map(scopes -> scopes.get(scopes.size() - 2));
    }
    String[] segments = node.name().split("/", -1);
    boolean scoped = segments.length > 2 && segments[0].isEmpty();
    return scoped
        ? Optional.of(String.join(".", Arrays.copyOfRange(segments, 1, segments.length - 1)))
        : Optional.empty();
  }
}

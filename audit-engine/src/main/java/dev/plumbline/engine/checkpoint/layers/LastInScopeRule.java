package dev.plumbline.engine.checkpoint.layers;

import dev.plumbline.api.LayerName;
import dev.plumbline.engine.checkpoint.backbone.LayerNaming;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.graph.GraphNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
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

  /**
   * Nodes about shapes and constants, which exporters put after a module's last computation; and
   * those which quantisers put there, whose outputs are integers of some scale.
   */
  private static final Set<String> NO_COMPUTATION =
      Set.of("Shape", "Constant", "ConstantOfShape", "QuantizeLinear", "DynamicQuantizeLinear");

  private record Scoped(GraphNode node, LayerPath path) {}

  private LastInScopeRule() {}

  static RuleFindings apply(GraphIndex index, LayerNaming naming) {
    LayerPaths paths = new LayerPaths(naming);
    List<Scoped> scoped = new ArrayList<>();
    for (GraphNode node : index.nodes()) {
      if (!NO_COMPUTATION.contains(node.opType())) {
        scope(node).flatMap(paths::parse).ifPresent(path -> scoped.add(new Scoped(node, path)));
      }
    }
    List<String> prefixes = paths.prefixes(scoped.stream().map(Scoped::path).toList());
    if (prefixes.isEmpty()) {
      return RuleFindings.nothing(
          String.format(
              "no node is named after a layer (%s...) or has one in its metadata"
                  + " (pkg.torch.onnx.name_scopes)",
              naming.exampleNode()));
    }
    if (prefixes.size() > 1) {
      return RuleFindings.nothing(
          String.format("the nodes belong to several %ss: %s", naming.network(), prefixes));
    }
    return lastOfEach(scoped, prefixes.get(0));
  }

  private static RuleFindings lastOfEach(List<Scoped> scoped, String prefix) {
    Map<LayerName, String> tensors = new HashMap<>();
    Map<LayerName, String> obstacles = new HashMap<>();
    for (Scoped scope : scoped) {
      LayerName layer = scope.path().layer();
      if (!scope.path().prefix().equals(prefix)) {
        continue;
      }
      if (scope.path().repeated()) {
        obstacles.put(layer, "the module runs more than once (" + scope.node().label() + ")");
      } else {
        tensors.put(layer, scope.node().outputs().get(0));
      }
    }
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

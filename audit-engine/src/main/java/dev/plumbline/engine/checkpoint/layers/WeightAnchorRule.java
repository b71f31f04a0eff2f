package dev.plumbline.engine.checkpoint.layers;

import dev.plumbline.api.LayerName;
import dev.plumbline.engine.checkpoint.backbone.LayerNaming;
import dev.plumbline.engine.checkpoint.backbone.LayerNaming.Anchor;
import dev.plumbline.engine.checkpoint.graph.DataFlow;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.graph.GraphNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Finds a layer's output from the node that uses the weight of the layer's last operator, which
 * exporters and optimisers leave under its name in the state dictionary.
 *
 * <p>That node's output is the layer's, unless the layer ends in a residual sum: then the way leads
 * on to it.
 */
final class WeightAnchorRule {

  private final DataFlow flow;
  private final LayerNaming naming;

  private WeightAnchorRule(DataFlow flow, LayerNaming naming) {
    this.naming = naming;
    this.flow = flow;
  }

  static RuleFindings apply(GraphIndex index, DataFlow flow, LayerNaming naming) {
    LayerPaths paths = new LayerPaths(naming);
    Set<String> anchors =
        naming.anchors().stream().map(Anchor::parameter).collect(Collectors.toUnmodifiableSet());
    Map<String, LayerPath> parameters = new TreeMap<>();
    for (GraphNode node : index.nodes()) {
      for (String value : node.inputs()) {
        if (isParameter(value) && flow.isConstant(value)) {
          paths
              .parse(value)
              .filter(path -> anchors.contains(path.rest()))
              .ifPresent(path -> parameters.put(value, path));
        }
      }
    }
    List<String> prefixes = paths.prefixes(parameters.values());
    if (prefixes.isEmpty()) {
      return RuleFindings.nothing(
          String.format("no weight is named after a layer (%s)", naming.exampleWeight()));
    }
    if (prefixes.size() > 1) {
      return RuleFindings.nothing(
          String.format("the weights belong to several %ss: %s", naming.network(), prefixes));
    }
    parameters.values().removeIf(path -> !path.prefix().equals(prefixes.get(0)));
    return new WeightAnchorRule(flow, naming).locate(parameters);
  }

  private RuleFindings locate(Map<String, LayerPath> parameters) {
    Map<LayerName, String> tensors = new HashMap<>();
    Map<LayerName, String> obstacles = new HashMap<>();
    Map<LayerName, String> vetoes = new HashMap<>();
    for (Anchor anchor : naming.anchors()) {
      parameters.forEach(
          (parameter, path) -> {
            if (!path.rest().equals(anchor.parameter()) || tensors.containsKey(path.layer())) {
              return;
            }
            try {
              tensors.put(path.layer(), output(parameter, anchor.residual()));
            } catch (Obstacle e) {
              (e.isVeto() ? vetoes : obstacles).putIfAbsent(path.layer(), e.getMessage());
            }
          });
    }
    obstacles.keySet().removeAll(tensors.keySet());
    tensors.keySet().removeAll(vetoes.keySet());
    return new RuleFindings(tensors, obstacles, vetoes, "");
  }

  private String output(String parameter, boolean residual) throws Obstacle {
    Set<GraphNode> users = users(parameter);
    if (users.size() != 1) {
      throw Obstacle.notApplicable(parameter + " is used by " + users.size() + " nodes");
    }
    GraphNode anchor = users.iterator().next();
    ResidualPath path = new ResidualPath(flow, anchor.outputs().get(0), channelsLast(anchor));
    return residual ? path.sum() : path.channelsFirst();
  }

  /** Returns the nodes that compute with a parameter, through what only converts or copies it. */
  private Set<GraphNode> users(String parameter) {
    Set<GraphNode> users = new LinkedHashSet<>();
    Set<String> seen = new HashSet<>(Set.of(parameter));
    Deque<String> copies = new ArrayDeque<>(seen);
    while (!copies.isEmpty()) {
      for (GraphNode node : flow.consumers(copies.remove())) {
        String output = node.outputs().get(0);
        if (!flow.isConstant(output)) {
          users.add(node);
        } else if (!isParameter(output) && seen.add(output)) {
          copies.add(output);
        }
        // Otherwise an exporter stored equal parameters once: the copy is another module's.
      }
    }
    return users;
  }

  private static boolean isParameter(String value) {
    return value.endsWith(".weight") || value.endsWith(".bias");
  }

  private boolean channelsLast(GraphNode anchor) throws Obstacle {
    if (anchor.is("Conv")) {
      return false;
    }
    if (anchor.is("MatMul")
        || anchor.is("Gemm")
        || anchor.opType().equals("FusedMatMul")
        || anchor.opType().equals("NhwcConv")) {
      return true;
    }
    if (anchor.is("Add")) {
      // The bias of a linear layer or convolution, added by a node of its own.
      for (String input : anchor.inputs()) {
        Optional<GraphNode> producer = flow.producer(input);
        if (producer.isPresent() && !flow.isConstant(input) && !producer.get().is("Add")) {
          return channelsLast(producer.get());
        }
      }
    }
    throw Obstacle.notApplicable(
        "the weight is used by the operator " + anchor.opType() + " (" + anchor.label() + ")");
  }
}

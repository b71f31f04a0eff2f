package dev.plumbline.engine.checkpoint.layers;

import dev.plumbline.api.LayerName;
import dev.plumbline.engine.checkpoint.graph.DataFlow;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.graph.GraphNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds a layer's output from the node that uses the weight of the layer's last operator, which
 * exporters and optimisers leave under its name in the state dictionary.
 *
 * <p>That node's output is the layer's for convolutions and samplers. Resnets and attentions end in
 * a residual sum: the way leads on to it.
 */
final class WeightAnchorRule {

  /** Parameters of a layer's last operator, best first, and whether a residual sum follows. */
  private static final Map<String, Boolean> ANCHORS = new LinkedHashMap<>();

  static {
    ANCHORS.put(".conv2.weight", true);
    ANCHORS.put(".conv2.bias", true);
    ANCHORS.put(".proj_out.weight", true);
    ANCHORS.put(".proj_out.bias", true);
    ANCHORS.put(".conv.weight", false);
    ANCHORS.put(".conv.bias", false);
    ANCHORS.put(".weight", false);
    ANCHORS.put(".bias", false);
  }

  private final DataFlow flow;

  private WeightAnchorRule(DataFlow flow) {
    this.flow = flow;
  }

  static RuleFindings apply(GraphIndex index, DataFlow flow) {
    Map<String, LayerPath> parameters = new TreeMap<>();
    for (GraphNode node : index.nodes()) {
      for (String value : node.inputs()) {
        if (isParameter(value) && flow.isConstant(value)) {
          LayerPath.parse(value)
              .filter(path -> ANCHORS.containsKey(path.rest()))
              .ifPresent(path -> parameters.put(value, path));
        }
      }
    }
    List<String> prefixes = LayerPath.unetPrefixes(parameters.values());
    if (prefixes.isEmpty()) {
      return RuleFindings.nothing(
          "no weight is named after a layer (down_blocks.0.resnets.0.conv2.weight)");
    }
    if (prefixes.size() > 1) {
      return RuleFindings.nothing("the weights belong to several U-Nets: " + prefixes);
    }
    parameters.values().removeIf(path -> !path.prefix().equals(prefixes.get(0)));
    return new WeightAnchorRule(flow).locate(parameters);
  }

  private RuleFindings locate(Map<String, LayerPath> parameters) {
    Map<LayerName, String> tensors = new HashMap<>();
    Map<LayerName, String> obstacles = new HashMap<>();
    Map<LayerName, String> vetoes = new HashMap<>();
    ANCHORS.forEach(
        (anchor, residual) ->
            parameters.forEach(
                (parameter, path) -> {
                  if (!path.rest().equals(anchor) || tensors.containsKey(path.layer())) {
                    return;
                  }
                  try {
                    tensors.put(path.layer(), output(parameter, residual));
                  } catch (Obstacle e) {
                    (e.isVeto() ? vetoes : obstacles).putIfAbsent(path.layer(), e.getMessage());
                  }
                }));
    obstacles.keySet().removeAll(tensors.keySet());
    tensors.keySet().removeAll(vetoes.keySet());
    return new RuleFindings(tensors, obstacles, vetoes, "");
  }

  private String output(String parameter, boolean residual) throws Obstacle {
    Set<GraphNode> users = new LinkedHashSet<>();
    collectUsers(parameter, users);
    if (users.size() != 1) {
      throw Obstacle.notApplicable(parameter + " is used by " + users.size() + " nodes");
    }
    GraphNode anchor = users.iterator().next();
    ResidualPath path = new ResidualPath(flow, anchor.outputs().get(0), channelsLast(anchor));
    return residual ? path.sum() : path.channelsFirst();
  }

  /** Collects the nodes that compute with a parameter, through what only converts or copies it. */
  private void collectUsers(String parameter, Set<GraphNode> users) {
    for (GraphNode node : flow.consumers(parameter)) {
      String output = node.outputs().get(0);
      if (!flow.isConstant(output)) {
        users.add(node);
      } else if (!isParameter(output)) {
        collectUsers(output, users);
      }
      // Otherwise an exporter stored equal parameters once: the copy is another module's.
    }
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

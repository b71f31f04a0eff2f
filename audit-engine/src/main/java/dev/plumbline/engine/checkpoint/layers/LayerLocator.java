package dev.plumbline.engine.checkpoint.layers;

import dev.plumbline.api.LayerName;
import dev.plumbline.engine.checkpoint.backbone.Backbone;
import dev.plumbline.engine.checkpoint.backbone.Backbones;
import dev.plumbline.engine.checkpoint.graph.DataFlow;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.graph.GraphNode;
import dev.plumbline.engine.checkpoint.graph.OperatorDomains;
import dev.plumbline.engine.plan.UserError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds the layers of a network and the tensors that are their outputs.
 *
 * <p>Two rules that rest on different evidence, scopes and weights, each look for every layer. A
 * layer on which they disagree is refused; where only one can be applied, it decides.
 */
public final class LayerLocator {

  private final Backbone backbone;
  private final DataFlow flow;
  private final RuleFindings scope;
  private final RuleFindings anchor;
  private final Map<LayerName, String> tensors = new HashMap<>();
  private final Map<LayerName, String> refused = new TreeMap<>();
  private int byBoth;
  private int byScope;
  private int byAnchor;

  private LayerLocator(GraphIndex index, Backbone backbone) {
    this.backbone = backbone;
    flow = new DataFlow(index);
    scope = LastInScopeRule.apply(index, backbone.naming());
    anchor = WeightAnchorRule.apply(index, flow, backbone.naming());
  }

  /**
   * Finds the layers, however many there are, of a network of the family that the graph names.
   *
   * @param index the graph
   * @return where the layers are
   * @throws UserError if the graph has custom operators, if it was optimised for a processor's
   *     memory layout, or if no layer can be located
   */
  public static LayerLocation locate(GraphIndex index) {
    return locate(index, Backbones.of(index));
  }

  /**
   * Finds the layers of a network of a given family.
   *
   * @param index the graph
   * @param backbone the family
   * @return where the layers are
   * @throws UserError as above
   */
  public static LayerLocation locate(GraphIndex index, Backbone backbone) {
    OperatorDomains.check(index);
    return new LayerLocator(index, backbone).compare(index);
  }

  private LayerLocation compare(GraphIndex index) {
    Set<LayerName> names = new TreeSet<>();
    for (RuleFindings findings : List.of(scope, anchor)) {
      names.addAll(findings.tensors().keySet());
      names.addAll(findings.obstacles().keySet());
      names.addAll(findings.vetoes().keySet());
    }
    names.forEach(this::decide);
    if (tensors.isEmpty()) {
      throw new UserError(nothingLocated(index));
    }
    return new LayerLocation(inRunningOrder(index), refused, describe());
  }

  private void decide(LayerName layer) {
    String scoped = scope.tensors().get(layer);
    String anchored = anchor.tensors().get(layer);
    String veto = anchor.vetoes().getOrDefault(layer, scope.vetoes().get(layer));
    if (veto != null) {
      refused.put(layer, veto);
    } else if (scoped != null && anchored != null) {
      // An Identity at the end of a module changes the name and nothing else.
      if (flow.original(scoped).equals(flow.original(anchored))) {
        tensors.put(layer, scoped);
        byBoth++;
      } else {
        refused.put(
            layer,
            "the last node in the module's scope makes '"
                + scoped
                + "', but the module's weights lead to '"
                + anchored
                + "'");
      }
    } else if (scoped != null) {
      tensors.put(layer, scoped);
      byScope++;
    } else if (anchored != null) {
      tensors.put(layer, anchored);
      byAnchor++;
    } else {
      refused.put(layer, neither(layer));
    }
  }

  private String neither(LayerName layer) {
    return "neither rule applies: by scope, "
        + scope.obstacles().getOrDefault(layer, "no node of the module was found")
        + "; by weight, "
        + anchor.obstacles().getOrDefault(layer, "no weight of the module was found");
  }

  private List<LocatedLayer> inRunningOrder(GraphIndex index) {
    Map<String, LayerName> byTensor = new HashMap<>();
    tensors.forEach((layer, tensor) -> byTensor.put(tensor, layer));
    List<LocatedLayer> layers = new ArrayList<>();
    for (GraphNode node : index.nodes()) {
      for (String output : node.outputs()) {
        if (byTensor.containsKey(output)) {
          layers.add(new LocatedLayer(byTensor.get(output), output));
        }
      }
    }
    return layers;
  }

  private String describe() {
    List<String> parts = new ArrayList<>();
    if (byBoth > 0) {
      parts.add(byBoth + " by last-in-scope and weight anchor in agreement");
    }
    if (byScope > 0) {
      parts.add(byScope + " by last-in-scope alone" + why(anchor));
    }
    if (byAnchor > 0) {
      parts.add(byAnchor + " by weight anchor alone" + why(scope));
    }
    return String.join(", ", parts);
  }

  private static String why(RuleFindings notApplied) {
    if (!notApplied.nothing().isEmpty()) {
      return " (" + notApplied.nothing() + ")";
    }
    return notApplied.obstacles().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .findFirst()
        .map(first -> " (" + first.getKey() + ": " + first.getValue() + ")")
        .orElse("");
  }

  private String nothingLocated(GraphIndex index) {
    Optional<String> foreign = refused.isEmpty() ? backbone.foreignNaming(index) : Optional.empty();
    if (foreign.isPresent()) {
      return index.file() + " " + foreign.get();
    }
    String network = backbone.naming().network();
    StringBuilder message = new StringBuilder("No layer of a " + network + " was located in ");
    message.append(index.file()).append(": ");
    if (refused.isEmpty()) {
      message.append(scope.nothing()).append("; ").append(anchor.nothing());
    } else {
      LayerName first = refused.keySet().iterator().next();
      message.append(refused.size()).append(" layers were refused, the first of them ");
      message.append(first).append(": ").append(refused.get(first));
    }
    return message
        .append(". Give the unoptimised export of a diffusers ")
        .append(network)
        .append(" (modules ")
        .append(backbone.naming().modules())
        .append("), exported with its module and weight names.")
        .toString();
  }
}

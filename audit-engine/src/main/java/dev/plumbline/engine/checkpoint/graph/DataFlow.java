package dev.plumbline.engine.checkpoint.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who makes and who uses each value of a graph, and which values are constant. */
public final class DataFlow {

  private final Map<String, GraphNode> producers = new HashMap<>();
  private final Map<String, List<GraphNode>> consumers = new HashMap<>();
  private final Set<String> constants = new HashSet<>();

  public DataFlow(GraphIndex index) {
    index.initializers().forEach(initializer -> constants.add(initializer.name()));
    for (GraphNode node : index.nodes()) {
      node.outputs().forEach(output -> producers.put(output, node));
      Set<String> used = new LinkedHashSet<>(node.inputs());
      used.addAll(node.captured());
      used.remove("");
      used.forEach(value -> consumers.computeIfAbsent(value, v -> new ArrayList<>(2)).add(node));
      // Stored order is a running order, so everything the node uses has been seen.
      if (node.is("Constant") || (!used.isEmpty() && constants.containsAll(used))) {
        constants.addAll(node.outputs());
      }
    }
  }

  /** Returns the node that makes a value; empty for graph inputs and initialisers. */
  public Optional<GraphNode> producer(String value) {
    return Optional.ofNullable(producers.get(value));
  }

  /** Returns the nodes that use a value's contents; those which ask for its shape only do not. */
  public List<GraphNode> consumers(String value) {
    return consumers.getOrDefault(value, List.of()).stream()
        .filter(node -> !node.is("Shape"))
        .toList();
  }

  /** Returns whether a value is the same in every run. */
  public boolean isConstant(String value) {
    return constants.contains(value);
  }

  /**
   * Returns the value of which this one is a copy: itself, but for Identity nodes, and for pairs of
   * QuantizeLinear and DequantizeLinear, which round it.
   */
  public String original(String value) {
    String original = value;
    for (Optional<String> source = copied(value); source.isPresent(); source = copied(original)) {
      original = source.get();
    }
    return original;
  }

  private Optional<String> copied(String value) {
    GraphNode node = producers.get(value);
    if (node != null && node.opType().equals("DequantizeLinear") && !node.inputs().isEmpty()) {
      node = producers.get(node.inputs().get(0));
      return Optional.ofNullable(node)
          .filter(quantizer -> quantizer.opType().equals("QuantizeLinear"))
          .flatMap(quantizer -> quantizer.inputs().stream().findFirst());
    }
    return Optional.ofNullable(node)
        .filter(identity -> identity.is("Identity"))
        .flatMap(identity -> identity.inputs().stream().findFirst());
  }
}

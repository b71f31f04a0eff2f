package dev.plumbline.engine.checkpoint.layers;

import dev.plumbline.engine.checkpoint.graph.DataFlow;
import dev.plumbline.engine.checkpoint.graph.GraphNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The sum in which a module ends that adds something to what it is given. What it adds is computed
 * of what it is given, by which the two are told apart. A module that changes the number of
 * channels converts what it is given first, and has no such sum.
 *
 * @param sum the sum, of which the layer's output is a copy or a multiple
 * @param given what the module is given
 */
public record ResidualSum(String sum, String given) {

  /**
   * Finds the sum of a layer.
   *
   * @param flow the graph
   * @param output the layer's output
   * @return the sum; empty if the layer does not end in one
   */
  public static Optional<ResidualSum> of(DataFlow flow, String output) {
    Optional<GraphNode> last = flow.producer(flow.original(output));
    Optional<GraphNode> add = last.flatMap(node -> scaled(flow, node)).or(() -> last);
    return add.filter(node -> node.is("Add")).flatMap(node -> of(flow, node));
  }

  /** Returns what makes the value that a node multiplies or divides by a constant. */
  private static Optional<GraphNode> scaled(DataFlow flow, GraphNode node) {
    if (!node.is("Mul") && !node.is("Div")) {
      return Optional.empty();
    }
    List<String> factors = node.inputs().stream().filter(v -> !flow.isConstant(v)).toList();
    return factors.size() == 1 ? flow.producer(flow.original(factors.get(0))) : Optional.empty();
  }

  private static Optional<ResidualSum> of(DataFlow flow, GraphNode add) {
    String one = add.inputs().get(0);
    String other = add.inputs().get(1);
    if (flow.isConstant(one) || flow.isConstant(other)) {
      return Optional.empty();
    }
    String sum = add.outputs().get(0);
    if (isComputedOf(flow, other, one)) {
      return Optional.of(new ResidualSum(sum, one));
    }
    return isComputedOf(flow, one, other)
        ? Optional.of(new ResidualSum(sum, other))
        : Optional.empty();
  }

  private static boolean isComputedOf(DataFlow flow, String value, String source) {
    Deque<String> open = new ArrayDeque<>(List.of(value));
    Set<String> seen = new HashSet<>();
    while (!open.isEmpty()) {
      String next = open.pop();
      if (next.equals(source) && !next.equals(value)) {
        return true;
      }
      if (seen.add(next)) {
        flow.producer(next)
            .ifPresent(
                node -> {
                  open.addAll(node.inputs());
                  open.addAll(node.captured());
                });
      }
    }
    return false;
  }
}

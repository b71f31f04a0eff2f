package dev.plumbline.engine.checkpoint.layers;

import dev.plumbline.engine.checkpoint.graph.DataFlow;
import dev.plumbline.engine.checkpoint.graph.GraphNode;
import java.util.List;
import java.util.Set;

/** The way from a layer's last operator to the layer's output. */
final class ResidualPath {

  private static final Set<String> SAME_VALUES = Set.of("Reshape", "Cast", "Identity");

  /** What turns [N,H,W,C] and [N,T,C] into [N,C,H,W] and [N,C,T]. */
  private static final Set<List<Long>> TO_CHANNELS_FIRST =
      Set.of(List.of(0L, 3L, 1L, 2L), List.of(0L, 2L, 1L));

  private final DataFlow flow;
  private String value;
  private boolean channelsLast;

  ResidualPath(DataFlow flow, String start, boolean channelsLast) {
    this.flow = flow;
    this.value = start;
    this.channelsLast = channelsLast;
  }

  /** Returns the value itself, with its channels first. */
  String channelsFirst() throws Obstacle {
    while (channelsLast) {
      GraphNode next = onlyConsumer();
      if (!passes(next)) {
        throw Obstacle.veto(
            value + " has its channels last and goes into " + next.label() + " like that");
      }
    }
    return value;
  }

  /** Returns the residual sum the value goes into, scaled where it is only used scaled. */
  String sum() throws Obstacle {
    GraphNode next = onlyConsumer();
    while (passes(next)) {
      next = onlyConsumer();
    }
    if (next.is("Transpose")) {
      throw Obstacle.veto("its values change their layout at " + next.label());
    }
    if (!next.is("Add")) {
      throw Obstacle.notApplicable("the way to the residual sum ends at " + next.label());
    }
    if (channelsLast) {
      throw Obstacle.veto(
          "the residual sum " + next.label() + " is computed with the channels last");
    }
    return scaled(next.outputs().get(0));
  }

  /** Follows a node that changes neither the values nor, but for a bias, what they mean. */
  private boolean passes(GraphNode node) {
    if (node.inputs().isEmpty()) {
      return false;
    }
    boolean first = node.inputs().get(0).equals(value);
    if (node.is("Transpose") && channelsLast && TO_CHANNELS_FIRST.contains(node.permutation())) {
      channelsLast = false;
    } else if (!(node.is("Add") && flow.isConstant(other(node)))
        && !(SAME_VALUES.contains(node.opType()) && first)) {
      return false;
    }
    value = node.outputs().get(0);
    return true;
  }

  private String scaled(String sum) {
    List<GraphNode> consumers = flow.consumers(sum);
    if (consumers.size() != 1) {
      return sum;
    }
    GraphNode node = consumers.get(0);
    boolean scales =
        (node.is("Div")
                && node.inputs().size() == 2
                && node.inputs().get(0).equals(sum)
                && flow.isConstant(node.inputs().get(1)))
            || (node.is("Mul") && node.inputs().stream().anyMatch(input -> flow.isConstant(input)));
    return scales ? node.outputs().get(0) : sum;
  }

  private String other(GraphNode sum) {
    return sum.inputs().stream().filter(input -> !input.equals(value)).findFirst().orElse(value);
  }

  private GraphNode onlyConsumer() throws Obstacle {
    List<GraphNode> consumers = flow.consumers(value);
    if (consumers.size() != 1) {
      throw Obstacle.notApplicable(value + " is used by " + consumers.size() + " nodes");
    }
    return consumers.get(0);
  }
}

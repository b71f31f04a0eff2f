package dev.plumbline.engine.checkpoint.layers;

import dev.plumbline.engine.checkpoint.graph.DataFlow;
import dev.plumbline.engine.checkpoint.graph.GraphNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a network does to its last layer's output before it leaves the network. Exporters end at the
 * last layer; whoever wraps a network may scale, negate or clip what it predicts, which no layer
 * shows.
 *
 * @param isLayer whether the network's own output is the layer's, but for its name and type
 * @param follows whether it follows from the layer's output value by value, so that both are laid
 *     out alike
 */
public record OwnOutput(boolean isLayer, boolean follows) {

  private static final Set<String> COPIES = Set.of("Identity", "Cast");

  /** What computes each value of one thing that is not constant and has the same shape. */
  private static final Set<String> BY_VALUE =
      Set.of("Mul", "Div", "Add", "Sub", "Neg", "Clip", "Tanh", "Sigmoid", "Abs", "Relu");

  private static final OwnOutput OTHER = new OwnOutput(false, false);

  /**
   * Follows the network's output back to a layer's.
   *
   * @param flow the graph
   * @param output the network's own output
   * @param layer the layer's output
   */
  public static OwnOutput of(DataFlow flow, String output, String layer) {
    String end = flow.original(layer);
    boolean isLayer = true;
    String value = flow.original(output);
    while (!value.equals(end)) {
      Optional<GraphNode> node = flow.producer(value);
      Optional<String> source = node.flatMap(made -> source(flow, made));
      if (source.isEmpty()) {
        return OTHER;
      }
      isLayer &= COPIES.contains(node.get().opType());
      value = flow.original(source.get());
    }
    return new OwnOutput(isLayer, true);
  }

  /** Returns the only thing that a node computes its output of, value by value. */
  private static Optional<String> source(DataFlow flow, GraphNode node) {
    if (!COPIES.contains(node.opType()) && !BY_VALUE.contains(node.opType())) {
      return Optional.empty();
    }
    List<String> sources =
        node.inputs().stream()
            .filter(input -> !input.isEmpty() && !flow.isConstant(input))
            .distinct()
            .toList();
    return sources.size() == 1 ? Optional.of(sources.get(0)) : Optional.empty();
  }
}

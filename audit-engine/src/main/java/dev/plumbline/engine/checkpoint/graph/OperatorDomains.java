package dev.plumbline.engine.checkpoint.graph;

import dev.plumbline.engine.plan.UserError;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Refuses graphs whose operators ONNX Runtime as it comes does not have, or has in a form in which
 * layers cannot be read. A library of custom operators is code from somewhere: none is ever loaded.
 */
public final class OperatorDomains {

  private static final Set<String> STANDARD = Set.of("", "ai.onnx", "ai.onnx.ml", "com.microsoft");

  /** Operators whose tensors hold values in another memory layout than their names promise. */
  private static final Set<String> LAYOUT = Set.of("com.microsoft.nchwc", "com.ms.internal.nhwc");

  private OperatorDomains() {}

  /**
   * Checks every node, those of subgraphs and of the model's own functions included.
   *
   * @throws UserError if one cannot be had; it names the operator, its domain and the node
   */
  public static void check(GraphIndex index) {
    Stream.concat(index.nodes().stream(), index.innerNodes().stream())
        .forEach(node -> check(index, node));
  }

  private static void check(GraphIndex index, GraphNode node) {
    if (LAYOUT.contains(node.domain())) {
      throw new UserError(
          index.file()
              + " was optimised for one processor: its operator "
              + node.opType()
              + " ("
              + node.label()
              + ", domain "
              + node.domain()
              + ") keeps values in a blocked layout, so that layers cannot be read. Give the"
              + " unoptimised export.");
    }
    if (!STANDARD.contains(node.domain())
        && !index.functions().contains(new GraphIndex.Function(node.domain(), node.opType()))) {
      throw new UserError(
          index.file()
              + " uses the custom operator "
              + node.opType()
              + " of the domain "
              + node.domain()
              + " ("
              + node.label()
              + "), which ONNX Runtime does not have, and the model does not define. No library of"
              + " custom operators is loaded: export the U-Net again with ONNX's own operators.");
    }
  }
}

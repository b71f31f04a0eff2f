package dev.plumbline.engine.checkpoint.graph;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an ONNX file says about its graph, without its weights: a few megabytes in memory whatever
 * the size of the model.
 *
 * @param file the file; absolute
 * @param irVersion the version of the ONNX format
 * @param opsets the version of each operator set by domain; ONNX's own domain is the empty name
 * @param nodes the nodes in stored order, which is an order they can run in
 * @param inputs the graph's declared inputs, initialisers that are listed among them included
 * @param outputs the graph's outputs
 * @param initializers the constant tensors
 * @param nestedExternals data outside the file which tensors in attributes and subgraphs use
 * @param innerNodes the nodes of subgraphs and of functions
 * @param functions the functions that the model defines: nodes of their name run their nodes
 */
public record GraphIndex(
    Path file,
    long irVersion,
    Map<String, Long> opsets,
    List<GraphNode> nodes,
    List<GraphValue> inputs,
    List<GraphValue> outputs,
    List<Initializer> initializers,
    List<Initializer.ExternalLocation> nestedExternals,
    List<GraphNode> innerNodes,
    Set<Function> functions) {

  /**
   * The name of a function.
   *
   * @param domain its domain
   * @param name its name
   */
  public record Function(String domain, String name) {}

  /** Copies the collections. */
  public GraphIndex {
    opsets = Map.copyOf(opsets);
    nodes = List.copyOf(nodes);
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    initializers = List.copyOf(initializers);
    nestedExternals = List.copyOf(nestedExternals);
    innerNodes = List.copyOf(innerNodes);
    functions = Set.copyOf(functions);
  }

  /**
   * Skims an ONNX file. Weights are skipped, not read.
   *
   * @param onnx the file
   * @return what it says
   * @throws dev.plumbline.engine.plan.UserError if the file cannot be read, is damaged, cut off, or
   *     no ONNX model; the message names it
   */
  public static GraphIndex read(Path onnx) {
    return new GraphIndexReader(onnx.toAbsolutePath().normalize()).read();
  }

  /** Returns the inputs that a caller must feed: those which no initialiser gives a value. */
  public List<GraphValue> requiredInputs() {
    Set<String> constants =
        initializers.stream().map(Initializer::name).collect(Collectors.toUnmodifiableSet());
    return inputs.stream().filter(input -> !constants.contains(input.name())).toList();
  }
}

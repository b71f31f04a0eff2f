package dev.plumbline.engine.checkpoint.graph;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;
import java.util.Optional;

/**
 * A node of a graph, reduced to what is needed to find one's way in the graph.
 *
 * @param name its name; may be empty
 * @param opType its operator
 * @param domain the operator's domain; empty for ONNX's own
 * @param inputs its inputs in order; an empty name is an optional input left out
 * @param outputs its outputs in order; an empty name is an optional output left out
 * @param captured values of the enclosing graph which the node's subgraphs use
 * @param permutation the attribute {@code perm} (of a Transpose); empty where there is none
 * @param elementType the attribute {@code to} (of a Cast); {@link DataType#UNDEFINED} where there
 *     is none
 * @param tensor the tensor in an attribute (of a Constant or a ConstantOfShape)
 * @param nameScopes the metadata {@code pkg.torch.onnx.name_scopes} as written: a Python list
 *     literal
 */
public record GraphNode(
    String name,
    String opType,
    String domain,
    List<String> inputs,
    List<String> outputs,
    List<String> captured,
    List<Long> permutation,
    DataType elementType,
    Optional<Initializer> tensor,
    Optional<String> nameScopes) {

  /** Copies the lists. */
  public GraphNode {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    captured = List.copyOf(captured);
    permutation = List.copyOf(permutation);
  }

  /** Returns whether the node is the named operator of ONNX's own domain. */
  public boolean is(String operator) {
    return opType.equals(operator) && (domain.isEmpty() || domain.equals("ai.onnx"));
  }

  /** Returns the node's name, or where it has none its operator and output. */
  public String label() {
    return name.isEmpty() ? opType + " -> " + String.join(", ", outputs) : name;
  }
}

package dev.plumbline.engine.checkpoint.redrawn;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.plumbline.engine.checkpoint.graph.ConstantValues;
import java.util.Optional;
import java.util.Set;

/** Tells which values are normalised ones: what a layer's learned scale is multiplied with. */
final class Normalised {

  private static final Set<String> SAME_NUMBERS =
      Set.of("Identity", "Cast", "Transpose", "Reshape", "Squeeze", "Unsqueeze", "Flatten");

  /** What is done to a deviation before something is divided by it. */
  private static final Set<String> GUARDS =
      Set.of("Identity", "Cast", "Add", "Max", "Clip", "Expand");

  private final ConstantValues constants;

  Normalised(ConstantValues constants) {
    this.constants = constants;
  }

  /**
   * Returns whether a value comes out of a normalising operator, or of the operators that older
   * exports spell one with: a division by a root, or a multiplication with its inverse.
   */
  boolean isNormalised(String value) {
    NodeProto node = source(value, SAME_NUMBERS).orElse(null);
    if (node == null) {
      return false;
    }
    return switch (node.getOpType()) {
      case "Div" -> isDeviation(node.getInput(1));
      case "Mul" -> node.getInputList().stream().anyMatch(this::isInverseDeviation);
      default -> ParameterRole.isNormalisation(node);
    };
  }

  private boolean isDeviation(String value) {
    return source(value, GUARDS)
        .filter(node -> node.getOpType().equals("Sqrt") || node.getOpType().equals("ReduceL2"))
        .filter(node -> !isConstant(node))
        .isPresent();
  }

  private boolean isInverseDeviation(String value) {
    NodeProto node = source(value, SAME_NUMBERS).orElse(null);
    if (node == null || isConstant(node)) {
      return false;
    }
    return switch (node.getOpType()) {
      case "Reciprocal" -> isDeviation(node.getInput(0));
      case "Div" -> constants.isConstant(node.getInput(0)) && isDeviation(node.getInput(1));
      default -> false;
    };
  }

  private boolean isConstant(NodeProto node) {
    return constants.isConstant(node.getOutput(0));
  }

  /** Goes back over operators that leave a value much as it is. */
  private Optional<NodeProto> source(String value, Set<String> passed) {
    Optional<NodeProto> node = constants.producer(value);
    while (node.isPresent() && passed.contains(node.get().getOpType())) {
      node = variableInput(node.get()).flatMap(constants::producer);
    }
    return node;
  }

  private Optional<String> variableInput(NodeProto node) {
    return node.getInputList().stream().filter(input -> !constants.isConstant(input)).findFirst();
  }
}

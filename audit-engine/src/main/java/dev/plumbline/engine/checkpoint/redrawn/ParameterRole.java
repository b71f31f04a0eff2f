package dev.plumbline.engine.checkpoint.redrawn;

import ai.onnx.proto.OnnxMl.NodeProto;
import dev.plumbline.engine.checkpoint.graph.ConstantValues;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an operator's input is to it, where that says how it begins before training. */
enum ParameterRole {
  /** The kernel of a convolution [out,in/groups,…]. */
  KERNEL,
  /** A matrix that something is multiplied with from the left: [in,out]. */
  MATRIX,
  /** A matrix that is multiplied with something: [out,in]. */
  LEFT_MATRIX,
  /** What is added to a layer's output. */
  BIAS,
  /** What a normalised value is multiplied by, and a variance that it is divided by. */
  SCALE,
  /** What is added to a normalised value, and a mean that is taken off. */
  OFFSET,
  /** No parameter: sizes, limits and the like. */
  SETTING;

  private static final Map<String, Map<Integer, ParameterRole>> OPERATORS =
      Map.ofEntries(
          Map.entry("Conv", Map.of(1, KERNEL, 2, BIAS)),
          Map.entry("Gemm", Map.of(0, LEFT_MATRIX, 1, MATRIX, 2, BIAS)),
          Map.entry("MatMul", Map.of(0, LEFT_MATRIX, 1, MATRIX)),
          Map.entry("InstanceNormalization", Map.of(1, SCALE, 2, OFFSET)),
          Map.entry("LayerNormalization", Map.of(1, SCALE, 2, OFFSET)),
          Map.entry("GroupNormalization", Map.of(1, SCALE, 2, OFFSET)),
          Map.entry("BatchNormalization", Map.of(1, SCALE, 2, OFFSET, 3, OFFSET, 4, SCALE)),
          Map.entry("RMSNormalization", Map.of(1, SCALE)),
          Map.entry("SimplifiedLayerNormalization", Map.of(1, SCALE)),
          Map.entry("Resize", Map.of(1, SETTING, 2, SETTING)),
          Map.entry("Upsample", Map.of(1, SETTING)),
          Map.entry("Pad", Map.of(2, SETTING)),
          Map.entry("Clip", Map.of(1, SETTING, 2, SETTING)));

  /** What ONNX Runtime's optimiser makes of these. */
  private static final Map<String, Map<Integer, ParameterRole>> FUSED_OPERATORS =
      Map.of(
          "FusedConv", Map.of(1, KERNEL, 2, BIAS),
          "FusedGemm", Map.of(0, LEFT_MATRIX, 1, MATRIX, 2, BIAS),
          "FusedMatMul", Map.of(0, LEFT_MATRIX, 1, MATRIX),
          "BiasGelu", Map.of(1, BIAS),
          "FastGelu", Map.of(1, BIAS),
          "SkipLayerNormalization", Map.of(2, SCALE, 3, OFFSET, 4, BIAS));

  /** Returns the role of a node's input; empty where the operator does not say. */
  static Optional<ParameterRole> of(NodeProto node, int input) {
    Map<String, Map<Integer, ParameterRole>> operators =
        switch (node.getDomain()) {
          case "", "ai.onnx" -> OPERATORS;
          case "com.microsoft" -> FUSED_OPERATORS;
          default -> Map.of();
        };
    return Optional.ofNullable(operators.getOrDefault(node.getOpType(), Map.of()).get(input));
  }

  /** Returns whether an operator normalises its first input. */
  static boolean isNormalisation(NodeProto node) {
    return node.getOpType().endsWith("Normalization");
  }

  /** Returns whether the parameter is drawn at random. */
  boolean isDrawn() {
    return this == KERNEL || this == MATRIX || this == LEFT_MATRIX;
  }

  /**
   * Returns how many numbers go into each that comes out.
   *
   * @param node the operator
   * @param dims the dimensions of a parameter that is drawn, as the operator sees them
   */
  long fanIn(NodeProto node, List<Long> dims) {
    return switch (this) {
      case KERNEL -> dims.stream().skip(1).reduce(1L, Math::multiplyExact);
      case MATRIX -> dims.get(isTransposed(node, "transB") ? dims.size() - 1 : inner(dims));
      case LEFT_MATRIX -> dims.get(isTransposed(node, "transA") ? inner(dims) : dims.size() - 1);
      default -> throw new IllegalStateException(this + " is not drawn");
    };
  }

  private static int inner(List<Long> dims) {
    return Math.max(0, dims.size() - 2);
  }

  private static boolean isTransposed(NodeProto node, String attribute) {
    return ConstantValues.integer(node, attribute) != 0;
  }
}

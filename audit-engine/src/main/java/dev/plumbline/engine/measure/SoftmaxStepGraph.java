package dev.plumbline.engine.measure;

import static dev.plumbline.engine.measure.HeadBuilder.integer;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;

/**
 * The graph of one training step of the softmax probe: forward, gradient and Adam as plain
 * operators. One linear layer maps a token's C channels to H + W scores; the loss is the cross
 * entropy of its row plus that of its column, averaged over the batch of B tokens.
 *
 * <p>Tokens are float16 with a power of two each that they are to be multiplied with. That is done
 * to the scores and to their gradient, of which there are fewer than channels, and it is exact.
 */
final class SoftmaxStepGraph {

  /** [B, C], float16. */
  static final String TOKENS = "tokens";

  /** [B, 1]: what each token is to be multiplied with. */
  static final String SCALES = "scales";

  /** [B, 1]: the share of each token in the loss; 0 where the batch is not full. */
  static final String SHARES = "shares";

  /** [B, H + W]: 1 at the token's row and, behind the rows, at its column; else 0. */
  static final String TARGETS = "targets";

  /** [1]: the learning rate over 1 − β₁ᵗ, t the step from 1 on. */
  static final String STEP_SIZE = "step_size";

  /** [1]: 1 / √(1 − β₂ᵗ). */
  static final String CORRECTION = "correction";

  /** [H + W, C]. */
  static final String WEIGHTS = "weights";

  /** [1, H + W]. */
  static final String BIAS = "bias";

  /** What Adam keeps of the weights and of the bias beside themselves: running moments. */
  static final String FIRST_MOMENT = "/first_moment";

  static final String SECOND_MOMENT = "/second_moment";

  /** What the step's outputs have before the names of the inputs that they replace. */
  static final String NEXT = "next/";

  static final double BETA_1 = 0.9;
  static final double BETA_2 = 0.999;
  static final double EPSILON = 1e-8;

  private static final int OPSET = 13;
  private static final int IR_VERSION = 8;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("softmax probe step");
  private final HeadBuilder builder = new HeadBuilder(graph, "", OPSET);

  private SoftmaxStepGraph() {}

  /** Returns the serialised model for layers of H×W tokens, whatever their channels. */
  static byte[] of(int height, int width) {
    SoftmaxStepGraph step = new SoftmaxStepGraph();
    step.build(height, width);
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
        .setGraph(step.graph)
        .build()
        .toByteArray();
  }

  private void build(int height, int width) {
    String half = builder.input(TOKENS, DataType.FLOAT16, 2);
    String scales = builder.input(SCALES, DataType.FLOAT, 2);
    String shares = builder.input(SHARES, DataType.FLOAT, 2);
    String targets = builder.input(TARGETS, DataType.FLOAT, 2);
    builder.input(STEP_SIZE, DataType.FLOAT, 1);
    builder.input(CORRECTION, DataType.FLOAT, 1);
    for (String parameter : List.of(WEIGHTS, BIAS)) {
      builder.input(parameter, DataType.FLOAT, 2);
      builder.input(parameter + FIRST_MOMENT, DataType.FLOAT, 2);
      builder.input(parameter + SECOND_MOMENT, DataType.FLOAT, 2);
    }
    String tokens = builder.node("x", "Cast", List.of(half), integer("to", DataType.FLOAT_VALUE));
    String products =
        builder.node("products", "Gemm", List.of(tokens, WEIGHTS), integer("transB", 1));
    String scaled = builder.node("scaled", "Mul", List.of(products, scales));
    String scores = builder.node("scores", "Add", List.of(scaled, BIAS));
    String probabilities =
        builder.node(
            "probabilities",
            "Concat",
            List.of(softmax("rows", scores, 0, height), softmax("columns", scores, height, width)),
            integer("axis", 1));
    String errors = builder.node("errors", "Sub", List.of(probabilities, targets));
    String shared = builder.node("errors/shared", "Mul", List.of(errors, shares));
    String rescaled = builder.node("errors/scaled", "Mul", List.of(shared, scales));
    adam(
        WEIGHTS, builder.node("gradient", "Gemm", List.of(rescaled, tokens), integer("transA", 1)));
    adam(BIAS, builder.reduce("bias_gradient", "ReduceSum", shared, 0));
  }

  private String softmax(String name, String scores, int from, int classes) {
    String part =
        builder.node(
            name + "/scores",
            "Slice",
            List.of(
                scores,
                builder.constant(name + "/from", (long) from),
                builder.constant(name + "/to", (long) from + classes),
                builder.constant(name + "/axis", 1L)));
    return builder.node(name, "Softmax", List.of(part), integer("axis", 1));
  }

  private void adam(String parameter, String gradient) {
    String squared = builder.node(parameter + "/squared", "Mul", List.of(gradient, gradient));
    String first = decayed(parameter + FIRST_MOMENT, BETA_1, gradient);
    String second = decayed(parameter + SECOND_MOMENT, BETA_2, squared);
    String root = builder.node(parameter + "/root", "Sqrt", List.of(second));
    String corrected = builder.node(parameter + "/corrected", "Mul", List.of(root, CORRECTION));
    String divisor =
        builder.node(
            parameter + "/divisor",
            "Add",
            List.of(corrected, builder.constant(parameter + "/epsilon", (float) EPSILON)));
    String direction = builder.node(parameter + "/direction", "Div", List.of(first, divisor));
    String update = builder.node(parameter + "/update", "Mul", List.of(direction, STEP_SIZE));
    builder.output(builder.node(NEXT + parameter, "Sub", List.of(parameter, update)));
  }

  /** β·moment + (1 − β)·value, an output. */
  private String decayed(String moment, double beta, String value) {
    String kept =
        builder.node(
            moment + "/kept",
            "Mul",
            List.of(moment, builder.constant(moment + "/beta", (float) beta)));
    String added =
        builder.node(
            moment + "/added",
            "Mul",
            List.of(value, builder.constant(moment + "/rest", (float) (1 - beta))));
    String next = builder.node(NEXT + moment, "Add", List.of(kept, added));
    builder.output(next);
    return next;
  }
}

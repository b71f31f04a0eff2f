package dev.plumbline.engine.measure.probe.softmax;

import static dev.plumbline.engine.measure.heads.HeadBuilder.integer;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.plumbline.engine.measure.heads.HeadBuilder;
import java.util.List;

/**
 * The graph of one training step of the softmax probe: forward, gradient and Adam as plain
 * operators. One linear layer maps a token's C channels to H + W scores; the loss is the cross
 * entropy of its row plus that of its column, averaged over the batch of B tokens.
 *
 * <p>Tokens are float16 with a power of two each that they are to be multiplied with. That is done
 * to the scores and to their gradient, of which there are fewer than channels, and it is exact.
 * Weights and biases are one tensor, since on small layers every operator counts.
 */
final class SoftmaxStepGraph {

  /** [B, C], float16. */
  static final String TOKENS = "tokens";

  /** [B, 1]: what each token is to be multiplied with. */
  static final String SCALES = "scales";

  /** [B, 1]: the share of each token in the loss; 0 where the batch is not full. */
  static final String SHARES = "shares";

  /** [B, 1]: the product of the two. */
  static final String SCALED_SHARES = "scaled_shares";

  /** [B, H + W]: 1 at the token's row and, behind the rows, at its column; else 0. */
  static final String TARGETS = "targets";

  /** [1]: the learning rate over 1 − β₁ᵗ, t the step from 1 on. */
  static final String STEP_SIZE = "step_size";

  /** [1]: 1 / √(1 − β₂ᵗ). */
  static final String CORRECTION = "correction";

  /** [C + 1, H + W]: the weights, and the biases as the last row. */
  static final String PARAMETERS = "parameters";

  /** Adam's running moments of the gradient, as large as the parameters. */
  static final String FIRST_MOMENT = "first_moment";

  static final String SECOND_MOMENT = "second_moment";

  /** What a step reads and replaces. */
  static final List<String> STATE = List.of(PARAMETERS, FIRST_MOMENT, SECOND_MOMENT);

  /** What the step's outputs have before the names of the inputs that they replace. */
  static final String NEXT = "next/";

  static final double BETA_1 = 0.9;
  static final double BETA_2 = 0.999;

  private static final double EPSILON = 1e-8;
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
    builder.input(TOKENS, DataType.FLOAT16, 2);
    for (String input : List.of(SCALES, SHARES, SCALED_SHARES, TARGETS)) {
      builder.input(input, DataType.FLOAT, 2);
    }
    builder.input(STEP_SIZE, DataType.FLOAT, 1);
    builder.input(CORRECTION, DataType.FLOAT, 1);
    STATE.forEach(tensor -> builder.input(tensor, DataType.FLOAT, 2));

    String tokens = builder.node("x", "Cast", List.of(TOKENS), integer("to", DataType.FLOAT_VALUE));
    String weights = slice("weights", PARAMETERS, 0, -1, 0);
    String bias = slice("bias", PARAMETERS, -1, Long.MAX_VALUE, 0);
    String products = builder.node("products", "MatMul", List.of(tokens, weights));
    String scaled = builder.node("scaled", "Mul", List.of(products, SCALES));
    String scores = builder.node("scores", "Add", List.of(scaled, bias));
    String probabilities = probabilities(scores, height, width);
    String errors = builder.node("errors", "Sub", List.of(probabilities, TARGETS));
    String shared = builder.node("errors/shared", "Mul", List.of(errors, SCALED_SHARES));
    adam(
        builder.node(
            "gradient",
            "Concat",
            List.of(
                builder.node("dw", "Gemm", List.of(tokens, shared), integer("transA", 1)),
                builder.node("db", "Gemm", List.of(SHARES, errors), integer("transA", 1))),
            integer("axis", 0)));
  }

  private String slice(String name, String of, long from, long to, long axis) {
    return builder.node(
        name,
        "Slice",
        List.of(
            of,
            builder.constant(name + "/from", from),
            builder.constant(name + "/to", to),
            builder.constant(name + "/axis", axis)));
  }

  /** The softmax over the rows and that over the columns; on square grids at once. */
  private String probabilities(String scores, int height, int width) {
    int classes = height + width;
    if (height == width) {
      String shape = builder.constant("pairs/shape", 0L, 2L, height);
      String pairs = builder.node("pairs", "Reshape", List.of(scores, shape));
      String softmax = builder.node("softmax", "Softmax", List.of(pairs), integer("axis", 2));
      String flat = builder.constant("probabilities/shape", 0L, classes);
      return builder.node("probabilities", "Reshape", List.of(softmax, flat));
    }
    String rows = slice("rows", scores, 0, height, 1);
    String columns = slice("columns", scores, height, classes, 1);
    return builder.node(
        "probabilities",
        "Concat",
        List.of(
            builder.node("rows/softmax", "Softmax", List.of(rows), integer("axis", 1)),
            builder.node("columns/softmax", "Softmax", List.of(columns), integer("axis", 1))),
        integer("axis", 1));
  }

  private void adam(String gradient) {
    String squared = builder.node("squared", "Mul", List.of(gradient, gradient));
    String first = decayed(FIRST_MOMENT, BETA_1, gradient);
    String second = decayed(SECOND_MOMENT, BETA_2, squared);
    String root = builder.node("root", "Sqrt", List.of(second));
    String corrected = builder.node("corrected", "Mul", List.of(root, CORRECTION));
    String epsilon = builder.constant("epsilon", (float) EPSILON);
    String divisor = builder.node("divisor", "Add", List.of(corrected, epsilon));
    String direction = builder.node("direction", "Div", List.of(first, divisor));
    String update = builder.node("update", "Mul", List.of(direction, STEP_SIZE));
    builder.output(builder.node(NEXT + PARAMETERS, "Sub", List.of(PARAMETERS, update)));
  }

  /** β·moment + (1 − β)·value, an output. */
  private String decayed(String moment, double beta, String value) {
    String decay = builder.constant(moment + "/beta", (float) beta);
    String kept = builder.node(moment + "/kept", "Mul", List.of(moment, decay));
    String rest = builder.constant(moment + "/rest", (float) (1 - beta));
    String added = builder.node(moment + "/added", "Mul", List.of(value, rest));
    String next = builder.node(NEXT + moment, "Add", List.of(kept, added));
    builder.output(next);
    return next;
  }
}

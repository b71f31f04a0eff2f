package dev.plumbline.engine.measure.heads;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.engine.measure.session.RunOutputs;
import java.util.List;

/** The number of values that are NaN or infinite, int32 [1, 1] of each image. */
final class NonFiniteHead extends Head {

  private static final String NON_FINITE = "non_finite";

  @Override
  Figure figure() {
    return Figure.NON_FINITE;
  }

  @Override
  void append(HeadBuilder graph, LayerValues layer) {
    // 0·x is 0 for every finite x and NaN for all others
    String zero = graph.constant(NON_FINITE + "/zero", 0f);
    String zeros = graph.node(NON_FINITE + "/zeros", "Mul", List.of(layer.tokens(), zero));
    String isNan = graph.node(NON_FINITE + "/is_nan", "IsNaN", List.of(zeros));
    String counts =
        graph.node(
            NON_FINITE + "/int",
            "Cast",
            List.of(isNan),
            HeadBuilder.integer("to", DataType.INT32_VALUE));
    String perChannel = graph.reduce(NON_FINITE + "/channels", "ReduceSum", counts, 2);
    graph.output(graph.reduce(NON_FINITE, "ReduceSum", perChannel, 1));
  }

  @Override
  List<Part> parts(HeadRun run, MeasuredLayer layer) {
    return run.isWhole() ? List.of(Part.always(NON_FINITE)) : List.of();
  }

  static long read(RunOutputs run, MeasuredLayer layer, int image) {
    return run.integer(layer.value(NON_FINITE), image);
  }
}

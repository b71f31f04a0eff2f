package dev.plumbline.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.api.spi.LinearClassifier;
import dev.plumbline.engine.measure.probe.softmax.SoftmaxTrainer;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The paper's probe, trained as audits train it, one layer at a time. */
final class AdamProbe implements ProbeTrainer {

  private final int threads;
  private final long seed;

  AdamProbe(int threads, long seed) {
    this.threads = threads;
    this.seed = seed;
  }

  @Override
  public double accuracy(LayerName layer, List<LayerTokens> training, List<LayerTokens> test)
      throws OrtException {
    LayerTokens tokens = training.get(0);
    LayerShape shape = new LayerShape(layer, tokens.channels(), tokens.height(), tokens.width());
    Optional<LinearClassifier> trained =
        SoftmaxTrainer.train(
            shape, training.stream().map(LayerTokens::values).toList(), seed, threads);
    return trained.isEmpty() || test.isEmpty() ? Double.NaN : accuracy(trained.get(), shape, test);
  }

  private double accuracy(LinearClassifier trained, LayerShape shape, List<LayerTokens> test)
      throws OrtException {
    SmallGraph graph = new SmallGraph();
    List<String> inputs = List.of(graph.input("w", 2), graph.input("x", 2), graph.input("b", 2));
    graph.output(graph.node("scores", "Gemm", inputs));
    int classes = shape.height() + shape.width();
    long right = 0;
    try (OrtSession session = graph.open(threads);
        OnnxTensor w =
            tensor(trained.rowWeights(), trained.columnWeights(), classes, shape.channels());
        OnnxTensor b = tensor(trained.rowBias(), trained.columnBias(), classes, 1)) {
      for (LayerTokens image : test) {
        try (OnnxTensor x = tensor(image.values(), new float[0], shape.channels(), image.tokens());
            OrtSession.Result result = session.run(Map.of("w", w, "x", x, "b", b))) {
          float[] scores = ((OnnxTensor) result.get(0)).getFloatBuffer().array();
          right += right(scores, shape);
        }
      }
    }
    return right / (2.0 * test.size() * shape.tokens());
  }

  /** Makes a matrix of the values of one array and, behind them, of another. */
  private static OnnxTensor tensor(float[] first, float[] second, long rows, long columns)
      throws OrtException {
    FloatBuffer values = FloatBuffer.allocate(first.length + second.length);
    values.put(first).put(second).flip();
    return OnnxTensor.createTensor(Setup.environment(), values, new long[] {rows, columns});
  }

  private static long right(float[] scores, LayerShape shape) {
    int height = shape.height();
    int width = shape.width();
    long right = 0;
    for (int t = 0; t < shape.tokens(); t++) {
      right += largest(scores, shape.tokens(), t, 0, height) == t / width ? 1 : 0;
      right += largest(scores, shape.tokens(), t, height, height + width) == t % width ? 1 : 0;
    }
    return right;
  }

  /** Returns which of some classes has the largest score [H + W, T] for a token. */
  private static int largest(float[] scores, int tokens, int token, int from, int to) {
    int best = from;
    for (int k = from + 1; k < to; k++) {
      best = scores[k * tokens + token] > scores[best * tokens + token] ? k : best;
    }
    return best - from;
  }
}

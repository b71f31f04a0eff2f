package dev.plumbline.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;

/**
 * Similarities the way the paper has them: the matrix of cosines of all pairs of an image's tokens,
 * and from it the means over pairs within and between groups of tokens. The products run in ONNX
 * Runtime.
 */
final class SimilarityMatrix implements AutoCloseable {

  private static final float SMALLEST_NORM = 1e-12f;

  private final OrtSession session;

  SimilarityMatrix(int threads) throws OrtException {
    SmallGraph graph = new SmallGraph();
    String x = graph.input("x", 2); // [C, T]
    String groups = graph.input("groups", 2); // [G, T]
    String smallest = graph.scalar("smallest", SMALLEST_NORM);
    String axes = graph.sizes("axes", 0);
    String squares = graph.node("squares", "Mul", List.of(x, x));
    String sums =
        graph.node(
            "sums", "ReduceSum", List.of(squares, axes), SmallGraph.attribute("keepdims", 1));
    String norms = graph.node("norms", "Sqrt", List.of(sums));
    String atLeast = graph.node("at_least", "Max", List.of(norms, smallest));
    String unit = graph.node("unit", "Div", List.of(x, atLeast));
    String turned = graph.node("turned", "Transpose", List.of(unit));
    String cosines = graph.node("cosines", "MatMul", List.of(turned, unit)); // [T, T]
    String left = graph.node("left", "MatMul", List.of(groups, cosines));
    String members = graph.node("members", "Transpose", List.of(groups));
    graph.output(graph.node("pairs", "MatMul", List.of(left, members)));
    session = graph.open(threads);
  }

  /**
   * Returns the mean cosine of the pairs of distinct tokens of each two groups.
   *
   * @param x the tokens, [C, T]
   * @param tokens T
   * @param groups the group of each token; negative for none
   * @param count how many groups there are
   * @return [G, G]; not a number where there is no pair
   */
  double[][] means(float[] x, int tokens, int[] groups, int count) throws OrtException {
    float[] masks = new float[count * tokens];
    int[] sizes = new int[count];
    for (int t = 0; t < tokens; t++) {
      if (groups[t] >= 0) {
        masks[groups[t] * tokens + t] = 1;
        sizes[groups[t]]++;
      }
    }
    try (OnnxTensor xTensor = tensor(x, x.length / tokens, tokens);
        OnnxTensor maskTensor = tensor(masks, count, tokens);
        OrtSession.Result result = session.run(Map.of("x", xTensor, "groups", maskTensor))) {
      float[] sums = ((OnnxTensor) result.get(0)).getFloatBuffer().array();
      double[][] means = new double[count][count];
      for (int a = 0; a < count; a++) {
        for (int b = 0; b < count; b++) {
          int self = a == b ? sizes[a] : 0; // a token's cosine with itself is 1
          means[a][b] = (sums[a * count + b] - self) / ((double) sizes[a] * sizes[b] - self);
        }
      }
      return means;
    }
  }

  private static OnnxTensor tensor(float[] values, long rows, long columns) throws OrtException {
    return OnnxTensor.createTensor(
        Setup.environment(), FloatBuffer.wrap(values), new long[] {rows, columns});
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}

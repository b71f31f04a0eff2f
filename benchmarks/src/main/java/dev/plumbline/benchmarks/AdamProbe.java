package dev.plumbline.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The paper's probe: one linear layer from a token's C features to its row and its column,
 * cross-entropy on both, Adam. A step is one run of a small graph; the bias is a weight of a
 * feature that is always 1. Parameters stay in ONNX Runtime: what a step returns, the next one
 * takes.
 */
final class AdamProbe implements ProbeTrainer {

  static final int BATCH = 512;

  private static final int EPOCHS = 5;
  private static final float LEARNING_RATE = 1e-3f;
  private static final double BETA_1 = 0.9;
  private static final double BETA_2 = 0.999;
  private static final float EPSILON = 1e-8f;
  private static final List<String> STATE = List.of("w", "m", "v");

  private final int threads;
  private final long seed;

  AdamProbe(int threads, long seed) {
    this.threads = threads;
    this.seed = seed;
  }

  @Override
  public double accuracy(List<LayerTokens> training, List<LayerTokens> test) throws OrtException {
    LayerTokens shape = training.get(0);
    float[] features = join(training);
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = new int[features.length / shape.channels()];
    Arrays.setAll(order, i -> i);
    try (Trainer trainer = new Trainer(shape, initialWeights(shape, random))) {
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        shuffle(order, random);
        for (int first = 0; first < order.length; first += BATCH) {
          trainer.step(
              features, Arrays.copyOfRange(order, first, Math.min(order.length, first + BATCH)));
        }
      }
      return test.isEmpty() ? Double.NaN : accuracy(trainer.weights(), shape, test);
    }
  }

  /** As torch has it: uniform within 1/√C of 0. */
  private static float[] initialWeights(LayerTokens shape, SplittableRandom random) {
    float[] weights = new float[(shape.channels() + 1) * (shape.height() + shape.width())];
    double bound = 1 / Math.sqrt(shape.channels());
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextDouble(-bound, bound);
    }
    return weights;
  }

  private static void shuffle(int[] order, SplittableRandom random) {
    for (int i = order.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[other];
      order[other] = kept;
    }
  }

  private static float[] join(List<LayerTokens> images) {
    int size = images.get(0).values().length;
    float[] all = new float[images.size() * size];
    for (int i = 0; i < images.size(); i++) {
      System.arraycopy(images.get(i).byToken(), 0, all, i * size, size);
    }
    return all;
  }

  private double accuracy(float[] weights, LayerTokens shape, List<LayerTokens> test)
      throws OrtException {
    int inputs = shape.channels() + 1;
    int outputs = shape.height() + shape.width();
    SmallGraph graph = new SmallGraph();
    graph.output(graph.node("z", "MatMul", List.of(graph.input("x", 2), graph.input("w", 2))));
    long right = 0;
    try (OrtSession session = graph.open(threads);
        OnnxTensor w = tensor(FloatBuffer.wrap(weights), inputs, outputs)) {
      for (LayerTokens image : test) {
        float[] features = image.byToken();
        int[] all = new int[image.tokens()];
        Arrays.setAll(all, i -> i);
        FloatBuffer rows = direct(image.tokens() * inputs);
        putRows(rows, features, all, shape.channels());
        try (OnnxTensor x = tensor(rows, image.tokens(), inputs);
            OrtSession.Result result = session.run(Map.of("x", x, "w", w))) {
          float[] scores = ((OnnxTensor) result.get(0)).getFloatBuffer().array();
          right += right(scores, shape);
        }
      }
    }
    return right / (2.0 * test.size() * shape.tokens());
  }

  private static long right(float[] scores, LayerTokens shape) {
    int outputs = shape.height() + shape.width();
    long right = 0;
    for (int t = 0; t < shape.tokens(); t++) {
      int from = t * outputs;
      right += largest(scores, from, shape.height()) == t / shape.width() ? 1 : 0;
      right += largest(scores, from + shape.height(), shape.width()) == t % shape.width() ? 1 : 0;
    }
    return right;
  }

  private static int largest(float[] scores, int from, int count) {
    int best = 0;
    for (int i = 1; i < count; i++) {
      best = scores[from + i] > scores[from + best] ? i : best;
    }
    return best;
  }

  private static FloatBuffer direct(int floats) {
    return ByteBuffer.allocateDirect(floats * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  private static void putRows(FloatBuffer to, float[] features, int[] tokens, int channels) {
    for (int token : tokens) {
      to.put(features, token * channels, channels).put(1f);
    }
    to.flip();
  }

  private static OnnxTensor tensor(FloatBuffer values, long... shape) throws OrtException {
    return OnnxTensor.createTensor(Setup.environment(), values, shape);
  }

  /** The parameters and the step that changes them. */
  final class Trainer implements AutoCloseable {

    private final LayerTokens shape;
    private final OrtSession session;
    private final FloatBuffer rows;
    private final FloatBuffer targets;
    private final Map<String, OnnxTensor> state = new LinkedHashMap<>();
    private OrtSession.Result last;
    private int steps;

    Trainer(LayerTokens shape, float[] weights) throws OrtException {
      this.shape = shape;
      session = graph(shape).open(threads);
      rows = direct(BATCH * (shape.channels() + 1));
      targets = direct(BATCH * classes());
      int inputs = shape.channels() + 1;
      state.put("w", tensor(FloatBuffer.wrap(weights), inputs, classes()));
      for (String moment : List.of("m", "v")) {
        state.put(moment, tensor(FloatBuffer.wrap(new float[weights.length]), inputs, classes()));
      }
    }

    private int classes() {
      return shape.height() + shape.width();
    }

    /** Makes one step on some tokens, given by their numbers among all of all images. */
    void step(float[] features, int[] tokens) throws OrtException {
      steps++;
      putRows(rows.clear(), features, tokens, shape.channels());
      putTargets(tokens);
      try (OnnxTensor x = tensor(rows, tokens.length, shape.channels() + 1);
          OnnxTensor y = tensor(targets, tokens.length, classes());
          OnnxTensor share = scalar(1.0 / tokens.length);
          OnnxTensor first = scalar(1 - Math.pow(BETA_1, steps));
          OnnxTensor second = scalar(1 - Math.pow(BETA_2, steps))) {
        Map<String, OnnxTensor> inputs = new LinkedHashMap<>(state);
        inputs.putAll(
            Map.of("x", x, "y", y, "share", share, "correct_m", first, "correct_v", second));
        keep(session.run(inputs));
      }
    }

    private void putTargets(int[] tokens) {
      targets.clear();
      float[] target = new float[classes()];
      for (int token : tokens) {
        int place = token % shape.tokens();
        Arrays.fill(target, 0);
        target[place / shape.width()] = 1;
        target[shape.height() + place % shape.width()] = 1;
        targets.put(target);
      }
      targets.flip();
    }

    private void keep(OrtSession.Result result) {
      closeState();
      last = result;
      for (String name : STATE) {
        state.put(name, (OnnxTensor) result.get("next_" + name).orElseThrow());
      }
    }

    float[] weights() {
      return state.get("w").getFloatBuffer().array();
    }

    private void closeState() {
      if (last == null) {
        state.values().forEach(OnnxTensor::close);
      } else {
        last.close();
      }
    }

    @Override
    public void close() throws OrtException {
      closeState();
      session.close();
    }
  }

  private static OnnxTensor scalar(double value) throws OrtException {
    return OnnxTensor.createTensor(Setup.environment(), (float) value);
  }

  /** The gradient of the cross-entropies in the scores is softmax less target, over the batch. */
  private static SmallGraph graph(LayerTokens shape) {
    SmallGraph graph = new SmallGraph();
    String x = graph.input("x", 2);
    String y = graph.input("y", 2);
    String share = graph.input("share", 0);
    STATE.forEach(name -> graph.input(name, 2));
    graph.input("correct_m", 0);
    graph.input("correct_v", 0);
    graph.node("z", "MatMul", List.of(x, "w"));
    String sizes = graph.sizes("sizes", shape.height(), shape.width());
    graph.node(
        "split",
        "Split",
        List.of("z", sizes),
        List.of("z_row", "z_column"),
        SmallGraph.attribute("axis", 1));
    String row = graph.node("row", "Softmax", List.of("z_row"));
    String column = graph.node("column", "Softmax", List.of("z_column"));
    graph.node("p", "Concat", List.of(row, column), SmallGraph.attribute("axis", 1));
    graph.node("difference", "Sub", List.of("p", y));
    graph.node("dz", "Mul", List.of("difference", share));
    graph.node("g", "Gemm", List.of(x, "dz"), SmallGraph.attribute("transA", 1));
    moment(graph, "m", "g", BETA_1);
    graph.node("gg", "Mul", List.of("g", "g"));
    moment(graph, "v", "gg", BETA_2);
    graph.node("m_hat", "Div", List.of("next_m", "correct_m"));
    graph.node("v_hat", "Div", List.of("next_v", "correct_v"));
    graph.node("root", "Sqrt", List.of("v_hat"));
    graph.node("denominator", "Add", List.of("root", graph.scalar("epsilon", EPSILON)));
    graph.node("direction", "Div", List.of("m_hat", "denominator"));
    graph.node("change", "Mul", List.of("direction", graph.scalar("rate", LEARNING_RATE)));
    graph.node("next_w", "Sub", List.of("w", "change"));
    STATE.forEach(name -> graph.output("next_" + name));
    return graph;
  }

  private static void moment(SmallGraph graph, String name, String of, double beta) {
    String old =
        graph.node(name + "_old", "Mul", List.of(name, graph.scalar(name + "_beta", (float) beta)));
    String added =
        graph.node(
            name + "_new", "Mul", List.of(of, graph.scalar(name + "_rest", (float) (1 - beta))));
    graph.node("next_" + name, "Add", List.of(old, added));
  }
}

package dev.plumbline.engine.measure.probe.softmax;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.engine.runtime.OnnxRuntime;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What a training step of the softmax probe takes, in ONNX Runtime on one thread and as a plain
 * loop, in turns. No test: it runs when it is asked for, with {@code -Dtest=SoftmaxStepBenchmark}.
 */
class SoftmaxStepBenchmark {

  /** Channels and tokens a side: of the bundled checkpoint, then of Stable Diffusion 1.5. */
  private static final int[][] LAYERS = {
    {16, 32}, {32, 16}, {64, 4}, {320, 64}, {640, 32}, {1280, 16}, {1280, 8}
  };

  private static final int ROUNDS = 7;
  private static final long ROUND_NANOS = 200_000_000;

  /** Something that is done over and over. */
  private interface Step {
    void run() throws OrtException;
  }

  @Test
  void compare() throws OrtException {
    System.out.printf("%8s %6s %12s %12s %8s%n", "channels", "grid", "ORT ms", "loop ms", "ratio");
    for (int[] layer : LAYERS) {
      compare(new LayerShape(new LayerName("mid_block"), layer[0], layer[1], layer[1]));
    }
  }

  private static void compare(LayerShape shape) throws OrtException {
    Random random = new Random(1);
    StoredTokens stored = stored(shape, random);
    int[] order = new PytorchRandom(1).permutation(stored.count());
    float[] tokens = new float[SoftmaxBatch.SIZE * shape.channels()];
    int[] rows = new int[SoftmaxBatch.SIZE];
    int[] columns = new int[SoftmaxBatch.SIZE];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = (float) random.nextGaussian();
      rows[i / shape.channels()] = random.nextInt(shape.height());
      columns[i / shape.channels()] = random.nextInt(shape.width());
    }
    PlainSoftmaxProbe plain = new PlainSoftmaxProbe(shape);
    OrtEnvironment environment = OnnxRuntime.environment();
    try (SoftmaxStep step = SoftmaxStep.open(environment, shape.height(), shape.width());
        SoftmaxBatch batch = new SoftmaxBatch(environment, shape);
        SoftmaxParameters parameters = new SoftmaxParameters(environment, shape)) {
      batch.step(1, SoftmaxTrainer.LEARNING_RATE);
      double[] runtime = new double[ROUNDS];
      double[] loop = new double[ROUNDS];
      double[] ratio = new double[ROUNDS];
      for (int round = -2; round < ROUNDS; round++) { // the first two warm up
        double ort =
            millis(
                () -> {
                  batch.fill(stored, order, 0); // what the loop has at hand already
                  step.run(batch, parameters);
                });
        double java = millis(() -> plain.step(tokens, rows, columns));
        if (round >= 0) {
          runtime[round] = ort;
          loop[round] = java;
          ratio[round] = java / ort;
        }
      }
      System.out.printf(
          Locale.ROOT,
          "%8d %3d×%-3d %12.3f %12.3f %7.1f×  (%.1f to %.1f)%n",
          shape.channels(),
          shape.height(),
          shape.width(),
          median(runtime),
          median(loop),
          median(ratio),
          Arrays.stream(ratio).min().orElseThrow(),
          Arrays.stream(ratio).max().orElseThrow());
    }
  }

  private static StoredTokens stored(LayerShape shape, Random random) {
    int images = 2 * SoftmaxBatch.SIZE / shape.tokens() + 1;
    ByteBuffer image = ByteBuffer.allocate(HalfTokens.size(shape)).order(ByteOrder.nativeOrder());
    for (int i = 0; i < image.capacity(); i += Short.BYTES) {
      image.putShort(i, (short) (0x3000 + random.nextInt(0x0c00))); // 1/8 to 1
    }
    List<ByteBuffer> all = Collections.nCopies(images, image);
    float[] scales = new float[images];
    Arrays.fill(scales, 1);
    return new StoredTokens(shape, all, scales);
  }

  private static double millis(Step step) throws OrtException {
    long start = System.nanoTime();
    long end = start;
    int runs = 0;
    while (end - start < ROUND_NANOS) {
      step.run();
      runs++;
      end = System.nanoTime();
    }
    return (end - start) / 1e6 / runs;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}

package dev.plumbline.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AdamProbeTest {

  private static final int CHANNELS = 3;
  private static final int HEIGHT = 2;
  private static final int WIDTH = 4;

  /** The same step written out, in double precision. */
  private static final class Reference {
    private final int inputs = CHANNELS + 1;
    private final int outputs = HEIGHT + WIDTH;
    private final double[] w;
    private final double[] m;
    private final double[] v;
    private int steps;

    Reference(float[] weights) {
      w = new double[weights.length];
      for (int i = 0; i < w.length; i++) {
        w[i] = weights[i];
      }
      m = new double[w.length];
      v = new double[w.length];
    }

    void step(float[] features, int[] tokens) {
      double[] gradient = new double[w.length];
      for (int token : tokens) {
        double[] x = new double[inputs];
        for (int c = 0; c < CHANNELS; c++) {
          x[c] = features[token * CHANNELS + c];
        }
        x[CHANNELS] = 1;
        double[] z = new double[outputs];
        for (int o = 0; o < outputs; o++) {
          for (int c = 0; c < inputs; c++) {
            z[o] += x[c] * w[c * outputs + o];
          }
        }
        softmax(z, 0, HEIGHT);
        softmax(z, HEIGHT, outputs);
        int place = token % (HEIGHT * WIDTH);
        z[place / WIDTH] -= 1;
        z[HEIGHT + place % WIDTH] -= 1;
        for (int c = 0; c < inputs; c++) {
          for (int o = 0; o < outputs; o++) {
            gradient[c * outputs + o] += x[c] * z[o] / tokens.length;
          }
        }
      }
      steps++;
      for (int i = 0; i < w.length; i++) {
        m[i] = 0.9 * m[i] + 0.1 * gradient[i];
        v[i] = 0.999 * v[i] + 0.001 * gradient[i] * gradient[i];
        double corrected = m[i] / (1 - Math.pow(0.9, steps));
        double scale = Math.sqrt(v[i] / (1 - Math.pow(0.999, steps))) + 1e-8;
        w[i] -= 1e-3 * corrected / scale;
      }
    }

    private static void softmax(double[] z, int from, int to) {
      double sum = 0;
      for (int i = from; i < to; i++) {
        z[i] = Math.exp(z[i]);
        sum += z[i];
      }
      for (int i = from; i < to; i++) {
        z[i] /= sum;
      }
    }
  }

  private static float[] normal(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  @Test
  void stepsAreAdams() throws Exception {
    Random random = new Random(1);
    float[] features = normal(random, 3 * HEIGHT * WIDTH * CHANNELS);
    float[] weights = normal(random, (CHANNELS + 1) * (HEIGHT + WIDTH));
    Reference reference = new Reference(weights);
    LayerTokens shape = new LayerTokens(CHANNELS, HEIGHT, WIDTH, new float[0]);
    try (AdamProbe.Trainer trainer = new AdamProbe(1, 0).new Trainer(shape, weights.clone())) {
      for (int step = 0; step < 20; step++) {
        int[] tokens = random.ints(step == 19 ? 3 : 8, 0, 3 * HEIGHT * WIDTH).toArray();
        trainer.step(features, tokens);
        reference.step(features, tokens);
      }
      float[] trained = trainer.weights();

      for (int i = 0; i < trained.length; i++) {
        assertThat((double) trained[i]).isCloseTo(reference.w[i], within(2e-5));
      }
    }
  }

  /** Tokens that say where they are, in features of their own for rows and columns. */
  @Test
  void placesThatAreWrittenInTokensAreLearned() throws Exception {
    int side = 16;
    Random random = new Random(2);
    List<LayerTokens> images = new ArrayList<>();
    for (int image = 0; image < 170; image++) {
      float[] values = normal(random, 2 * side * side * side);
      for (int t = 0; t < side * side; t++) {
        values[t / side * side * side + t] += 20;
        values[(side + t % side) * side * side + t] += 20;
      }
      images.add(new LayerTokens(2 * side, side, side, values));
    }
    AdamProbe probe = new AdamProbe(1, 3);

    double accuracy = probe.accuracy(images.subList(0, 160), images.subList(160, 170));

    assertThat(accuracy).isGreaterThan(0.9);
    assertThat(probe.accuracy(images.subList(0, 160), images.subList(160, 170)))
        .isEqualTo(accuracy);
  }

  @Test
  void withoutTestImagesThereIsNoAccuracy() throws Exception {
    LayerTokens image = new LayerTokens(1, 2, 2, new float[] {1, 2, 3, 4});

    assertThat(new AdamProbe(1, 0).accuracy(List.of(image), List.of())).isNaN();
  }
}

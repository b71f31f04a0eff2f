package dev.plumbline.engine.measure;

import dev.plumbline.api.spi.LayerShape;
import java.util.Arrays;

/**
 * The training step of the softmax probe as a plain loop in double precision: what the step in ONNX
 * Runtime is compared with, in its results and in its speed.
 */
final class PlainSoftmaxProbe {

  private final int channels;
  private final int height;
  private final int classes;

  /** [H + W, C]. */
  final double[] weights;

  /** [H + W]. */
  final double[] bias;

  private final double[][] weightMoments;
  private final double[][] biasMoments;
  private final double[] weightGradient;
  private final double[] biasGradient;
  private final double[] scores;
  private int step;

  PlainSoftmaxProbe(LayerShape shape) {
    channels = shape.channels();
    height = shape.height();
    classes = shape.height() + shape.width();
    weights = new double[classes * channels];
    bias = new double[classes];
    weightMoments = new double[2][weights.length];
    biasMoments = new double[2][bias.length];
    weightGradient = new double[weights.length];
    biasGradient = new double[bias.length];
    scores = new double[classes];
  }

  /**
   * Takes a step.
   *
   * @param tokens [B, C]
   * @param rows the row of each token
   * @param columns the column of each token
   */
  void step(float[] tokens, int[] rows, int[] columns) {
    Arrays.fill(weightGradient, 0);
    Arrays.fill(biasGradient, 0);
    for (int token = 0; token < rows.length; token++) {
      for (int k = 0; k < classes; k++) {
        double score = bias[k];
        for (int c = 0; c < channels; c++) {
          score += weights[k * channels + c] * tokens[token * channels + c];
        }
        scores[k] = score;
      }
      toProbabilities(0, height);
      toProbabilities(height, classes);
      scores[rows[token]] -= 1;
      scores[height + columns[token]] -= 1;
      for (int k = 0; k < classes; k++) {
        double error = scores[k] / rows.length;
        biasGradient[k] += error;
        for (int c = 0; c < channels; c++) {
          weightGradient[k * channels + c] += error * tokens[token * channels + c];
        }
      }
    }
    step++;
    adam(weights, weightMoments, weightGradient);
    adam(bias, biasMoments, biasGradient);
  }

  private void toProbabilities(int from, int to) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int k = from; k < to; k++) {
      largest = Math.max(largest, scores[k]);
    }
    double sum = 0;
    for (int k = from; k < to; k++) {
      scores[k] = Math.exp(scores[k] - largest);
      sum += scores[k];
    }
    for (int k = from; k < to; k++) {
      scores[k] /= sum;
    }
  }

  private void adam(double[] values, double[][] moments, double[] gradient) {
    double firstCorrection = 1 - Math.pow(0.9, step);
    double secondCorrection = 1 - Math.pow(0.999, step);
    for (int i = 0; i < values.length; i++) {
      moments[0][i] = 0.9 * moments[0][i] + (1 - 0.9) * gradient[i];
      moments[1][i] = 0.999 * moments[1][i] + (1 - 0.999) * gradient[i] * gradient[i];
      double root = Math.sqrt(moments[1][i] / secondCorrection);
      values[i] -= 1e-3 * (moments[0][i] / firstCorrection) / (root + 1e-8);
    }
  }
}

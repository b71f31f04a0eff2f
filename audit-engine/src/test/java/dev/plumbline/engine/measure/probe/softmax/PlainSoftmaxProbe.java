package dev.plumbline.engine.measure.probe.softmax;

import dev.plumbline.api.spi.LayerShape;
import java.util.Arrays;

/**
 * The training step of the softmax probe as a plain loop: what the step in ONNX Runtime is compared
 * with, in its results and in its speed.
 */
final class PlainSoftmaxProbe {

  private final int channels;
  private final int height;
  private final int classes;

  /** [H + W, C]. */
  final float[] weights;

  /** [H + W]. */
  final float[] bias;

  private final float[][] weightMoments;
  private final float[][] biasMoments;
  private final float[] weightGradient;
  private final float[] biasGradient;
  private final float[] scores;
  private int step;

  PlainSoftmaxProbe(LayerShape shape) {
    channels = shape.channels();
    height = shape.height();
    classes = shape.height() + shape.width();
    weights = new float[classes * channels];
    bias = new float[classes];
    weightMoments = new float[2][weights.length];
    biasMoments = new float[2][bias.length];
    weightGradient = new float[weights.length];
    biasGradient = new float[bias.length];
    scores = new float[classes];
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
        float score = bias[k];
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
        float error = scores[k] / rows.length;
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
    float largest = Float.NEGATIVE_INFINITY;
    for (int k = from; k < to; k++) {
      largest = Math.max(largest, scores[k]);
    }
    float sum = 0;
    for (int k = from; k < to; k++) {
      scores[k] = (float) Math.exp(scores[k] - largest);
      sum += scores[k];
    }
    for (int k = from; k < to; k++) {
      scores[k] /= sum;
    }
  }

  private void adam(float[] values, float[][] moments, float[] gradient) {
    float stepSize = (float) (1e-3 / (1 - Math.pow(0.9, step)));
    float correction = (float) (1 / Math.sqrt(1 - Math.pow(0.999, step)));
    for (int i = 0; i < values.length; i++) {
      moments[0][i] = 0.9f * moments[0][i] + 0.1f * gradient[i];
      moments[1][i] = 0.999f * moments[1][i] + 0.001f * gradient[i] * gradient[i];
      float root = (float) Math.sqrt(moments[1][i]) * correction;
      values[i] -= stepSize * moments[0][i] / (root + 1e-8f);
    }
  }
}

package dev.plumbline.benchmarks;

import dev.plumbline.engine.input.files.NumpyArray;

/**
 * One layer's tokens of one image.
 *
 * @param channels C
 * @param height H
 * @param width W
 * @param values [C, H, W]
 */
record LayerTokens(int channels, int height, int width, float[] values) {

  /** Takes a representation [1, C, H, W]. */
  static LayerTokens of(NumpyArray representation) {
    long[] shape = representation.shape();
    return new LayerTokens((int) shape[1], (int) shape[2], (int) shape[3], representation.data());
  }

  int tokens() {
    return height * width;
  }

  /** Cuts the same off every side. */
  LayerTokens crop(int margin) {
    int h = height - 2 * margin;
    int w = width - 2 * margin;
    float[] cropped = new float[channels * h * w];
    for (int row = 0; row < channels * h; row++) {
      int from = (row / h * height + row % h + margin) * width + margin;
      System.arraycopy(values, from, cropped, row * w, w);
    }
    return new LayerTokens(channels, h, w, cropped);
  }

  /** Returns the group of each token: 0 corner, 1 border, 2 interior. */
  int[] groups() {
    int[] groups = new int[tokens()];
    for (int t = 0; t < groups.length; t++) {
      boolean row = t / width == 0 || t / width == height - 1;
      boolean column = t % width == 0 || t % width == width - 1;
      groups[t] = row && column ? 0 : row || column ? 1 : 2;
    }
    return groups;
  }

  /** Returns the Euclidean norm of each token. */
  double[] norms() {
    double[] norms = new double[tokens()];
    for (int c = 0; c < channels; c++) {
      for (int t = 0; t < norms.length; t++) {
        double value = values[c * norms.length + t];
        norms[t] += value * value;
      }
    }
    for (int t = 0; t < norms.length; t++) {
      norms[t] = Math.sqrt(norms[t]);
    }
    return norms;
  }
}

package dev.plumbline.engine.measure;

import java.util.Arrays;

/** The mean over images of a number that every position has. */
final class PositionMeans {

  private final double[] sums;
  private long images;

  PositionMeans(int positions) {
    sums = new double[positions];
  }

  void add(float[] values) {
    Arrays.setAll(sums, i -> sums[i] + values[i]);
    images++;
  }

  void merge(PositionMeans other) {
    Arrays.setAll(sums, i -> sums[i] + other.sums[i]);
    images += other.images;
  }

  boolean isEmpty() {
    return images == 0;
  }

  long images() {
    return images;
  }

  /** Returns the means, in the positions' order. */
  float[] values() {
    float[] values = new float[sums.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (sums[i] / images);
    }
    return values;
  }
}

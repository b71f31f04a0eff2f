package dev.plumbline.engine.measure.health;

import java.util.Arrays;

/** Medians: of an even number of values, the mean of the two in the middle. */
final class Medians {

  private Medians() {}

  static double of(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return of(doubles);
  }

  static double of(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}

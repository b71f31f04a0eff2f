package dev.plumbline.engine.unets;

import java.util.Arrays;

/**
 * An array of numbers.
 *
 * @param values the numbers, the last axis running fastest
 * @param shape the sizes
 */
public record Numbers(double[] values, int... shape) {

  static Numbers zeros(int... shape) {
    return new Numbers(new double[Arrays.stream(shape).reduce(1, (a, b) -> a * b)], shape);
  }

  /** Makes numbers of floats. */
  public static Numbers of(float[] values, int... shape) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return new Numbers(doubles, shape);
  }

  int size(int axis) {
    return shape[axis];
  }
}

package dev.plumbline.mutations;

import dev.plumbline.mutations.Parameter.Role;
import java.util.List;

/** Changes of weights by formats of numbers that do not fit them. */
final class Formats {

  private static final double LARGEST_HALF = 65504;
  private static final int HALF_DIGITS = 11;
  private static final int HALF_LEAST_EXPONENT = -14;
  private static final double LARGEST_BYTE = 127;

  private Formats() {}

  /**
   * Quantises to whole numbers of 8 bits at a scale that is a multiple of the one that fits, and
   * back. A large one is too coarse, a small one cuts off what is large.
   */
  static void quantise(Weights weights, List<Parameter> of, double times) {
    for (Parameter parameter : of) {
      double scale = times * largest(weights.values(parameter)) / LARGEST_BYTE;
      if (scale > 0) {
        Edits.each(
            weights,
            List.of(parameter),
            value ->
                Math.max(-LARGEST_BYTE, Math.min(LARGEST_BYTE, Math.rint(value / scale))) * scale);
      }
    }
  }

  /** Quantises each output by its own scale, and back by its neighbour's. */
  static void misplace(Weights weights, List<Parameter> of) {
    for (Parameter parameter : of) {
      float[] values = weights.values(parameter);
      int outputs = parameter.outputs();
      boolean last = parameter.role() == Role.IN_OUT;
      int rest = values.length / outputs;
      double[] scales = new double[outputs];
      for (int i = 0; i < values.length; i++) {
        int output = last ? i % outputs : i / rest;
        scales[output] = Math.max(scales[output], Math.abs(values[i]) / LARGEST_BYTE);
      }
      for (int i = 0; i < values.length; i++) {
        int output = last ? i % outputs : i / rest;
        double scale = scales[output];
        double back = scales[(output + 1) % outputs];
        values[i] = scale == 0 ? 0 : (float) (Math.rint(values[i] / scale) * back);
      }
      weights.set(parameter, values);
    }
  }

  /** Multiplies so that the largest is a multiple of what half precision holds, and casts. */
  static void overflow(Weights weights, List<Parameter> of, double times) {
    for (Parameter parameter : of) {
      double factor = times * LARGEST_HALF / largest(weights.values(parameter));
      if (Double.isFinite(factor)) {
        Edits.each(
            weights,
            List.of(parameter),
            value -> {
              double cast = half(value * factor);
              return Math.abs(cast) > LARGEST_HALF
                  ? Math.copySign(Double.POSITIVE_INFINITY, cast)
                  : cast / factor;
            });
      }
    }
  }

  /** The same, but what is too large becomes the largest number. */
  static void saturate(Weights weights, List<Parameter> of, double times) {
    for (Parameter parameter : of) {
      double factor = times * LARGEST_HALF / largest(weights.values(parameter));
      if (Double.isFinite(factor)) {
        Edits.each(
            weights,
            List.of(parameter),
            value ->
                Math.max(-LARGEST_HALF, Math.min(LARGEST_HALF, half(value * factor))) / factor);
      }
    }
  }

  /** Casts at a scale at which the root mean square is a multiple of the smallest half. */
  static void underflow(Weights weights, List<Parameter> of, double times) {
    for (Parameter parameter : of) {
      double unit = Math.scalb(1.0, HALF_LEAST_EXPONENT - (HALF_DIGITS - 1));
      double factor = times * unit / Edits.rootMeanSquare(weights.values(parameter));
      if (Double.isFinite(factor)) {
        Edits.each(weights, List.of(parameter), value -> half(value * factor) / factor);
      }
    }
  }

  /** Rounds to half precision, of which numbers too large keep their exponent. */
  static double half(double value) {
    return round(value, HALF_DIGITS, HALF_LEAST_EXPONENT);
  }

  /** Rounds to a number of binary digits. */
  static double round(double value, int digits, int leastExponent) {
    int exponent = Math.max(Math.getExponent(value), leastExponent);
    double unit = Math.scalb(1.0, exponent - (digits - 1));
    return Math.rint(value / unit) * unit;
  }

  private static double largest(float[] values) {
    double largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }
}

package dev.plumbline.mutations;

import dev.plumbline.mutations.Parameter.Role;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/** Changes of weights. Each acts on the tensors it is given and on nothing else. */
final class Edits {

  private static final int LORA_RANK = 4;

  private Edits() {}

  /** Changes each number by itself. */
  static void each(Weights weights, List<Parameter> of, DoubleUnaryOperator change) {
    for (Parameter parameter : of) {
      float[] values = weights.values(parameter);
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) change.applyAsDouble(values[i]);
      }
      weights.set(parameter, values);
    }
  }

  /** Adds normal noise whose deviation is a part of the tensor's root mean square. */
  static void noise(Weights weights, List<Parameter> of, double part, SplittableRandom random) {
    for (Parameter parameter : of) {
      double deviation = part * rootMeanSquare(weights.values(parameter));
      each(weights, List.of(parameter), value -> value + deviation * random.nextGaussian());
    }
  }

  /** Draws tensors as before training: Kaiming's deviation, scales of one, offsets of zero. */
  static void redraw(Weights weights, List<Parameter> of, SplittableRandom random) {
    for (Parameter parameter : of) {
      double deviation = Math.sqrt(2.0 / parameter.fanIn());
      each(
          weights,
          List.of(parameter),
          value ->
              switch (parameter.role()) {
                case SCALE -> 1;
                case BIAS, OFFSET -> 0;
                default -> deviation * random.nextGaussian();
              });
    }
  }

  /** Puts outputs into another order, none of which stays where it was. */
  static void permuteOutputs(Weights weights, Parameter parameter, SplittableRandom random) {
    int[] order = derangement(parameter.outputs(), random);
    int outputs = parameter.outputs();
    int rest = parameter.elements() / outputs;
    boolean last = parameter.role() == Role.IN_OUT;
    move(
        weights,
        parameter,
        at ->
            last
                ? at / outputs * outputs + order[at % outputs]
                : order[at / rest] * rest + at % rest);
  }

  /** Puts inputs into another order, none of which stays where it was. */
  static void permuteInputs(Weights weights, Parameter parameter, SplittableRandom random) {
    boolean first = parameter.role() == Role.IN_OUT;
    int inputs = Math.toIntExact(parameter.dims().get(first ? 0 : 1));
    int inner =
        first
            ? parameter.outputs()
            : parameter.elements() / parameter.outputs() / inputs; // a kernel's places
    int[] order = derangement(inputs, random);
    move(
        weights,
        parameter,
        at -> {
          int input = at / inner % inputs;
          return at + (order[input] - input) * inner;
        });
  }

  /** Exchanges inputs and outputs. */
  static void transpose(Weights weights, Parameter parameter) {
    int size = Math.toIntExact(parameter.dims().get(0));
    int places = parameter.elements() / size / size;
    move(
        weights,
        parameter,
        at -> {
          int row = at / places / size;
          int column = at / places % size;
          return (column * size + row) * places + at % places;
        });
  }

  /**
   * Adds a change of rank 4, drawn at random.
   *
   * @param part its root mean square as a part of the tensor's; negative for its opposite
   */
  static void lowRank(Weights weights, List<Parameter> of, double part, SplittableRandom random) {
    for (Parameter parameter : of) {
      float[] values = weights.values(parameter);
      int rows = Math.toIntExact(parameter.dims().get(0));
      int columns = values.length / rows;
      double[] left = random.doubles((long) rows * LORA_RANK, -1, 1).toArray();
      double[] right = random.doubles((long) columns * LORA_RANK, -1, 1).toArray();
      double[] change = new double[values.length];
      for (int i = 0; i < values.length; i++) {
        for (int r = 0; r < LORA_RANK; r++) {
          change[i] += left[i / columns * LORA_RANK + r] * right[i % columns * LORA_RANK + r];
        }
      }
      double size = Math.sqrt(Arrays.stream(change).map(x -> x * x).sum() / values.length);
      double factor = part * rootMeanSquare(values) / size;
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (values[i] + factor * change[i]);
      }
      weights.set(parameter, values);
    }
  }

  /** Gives two lists of tensors of the same shapes each other's values. */
  static void swap(Weights weights, List<Parameter> one, List<Parameter> other) {
    for (int i = 0; i < one.size(); i++) {
      float[] values = weights.values(one.get(i));
      weights.set(one.get(i), weights.values(other.get(i)));
      weights.set(other.get(i), values);
    }
  }

  /** Gives the last part of each tensor the value zero. */
  static void cutTail(Weights weights, List<Parameter> of, double part) {
    for (Parameter parameter : of) {
      float[] values = weights.values(parameter);
      int from = (int) Math.floor(values.length * (1 - part));
      Arrays.fill(values, from, values.length, 0);
      weights.set(parameter, values);
    }
  }

  private interface Source {
    int of(int at);
  }

  private static void move(Weights weights, Parameter parameter, Source source) {
    float[] before = weights.values(parameter);
    float[] after = new float[before.length];
    for (int i = 0; i < after.length; i++) {
      after[i] = before[source.of(i)];
    }
    weights.set(parameter, after);
  }

  /** Draws a cycle through all places, so that none keeps what it has. */
  private static int[] derangement(int size, SplittableRandom random) {
    int[] order = new int[size];
    Arrays.setAll(order, i -> i);
    for (int i = size - 1; i > 0; i--) {
      int other = random.nextInt(i); // Sattolo: never itself
      int kept = order[i];
      order[i] = order[other];
      order[other] = kept;
    }
    return order;
  }

  static double rootMeanSquare(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return Math.sqrt(squares / values.length);
  }
}

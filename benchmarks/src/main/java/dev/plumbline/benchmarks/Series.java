package dev.plumbline.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.stream.IntStream;

/**
 * One figure, measured once or several times.
 *
 * @param values its values, in the order of the rounds
 */
record Series(List<Double> values) {

  Series {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("A series needs at least one value");
    }
  }

  static Series of(double... values) {
    return new Series(Arrays.stream(values).boxed().toList());
  }

  /** The middle value; the mean of the two middle ones where their number is even. */
  double median() {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : sorted[middle - 1] / 2 + sorted[middle] / 2;
  }

  double min() {
    return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  double max() {
    return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  Series times(double factor) {
    return new Series(values.stream().map(value -> value * factor).toList());
  }

  /**
   * Divides round by round: what disturbs a whole round disturbs both, and cancels.
   *
   * @param other as many values, of the same rounds
   */
  Series dividedBy(Series other) {
    return combine(other, (one, two) -> one / two);
  }

  /**
   * Subtracts round by round.
   *
   * @param other as many values, of the same rounds
   */
  Series minus(Series other) {
    return combine(other, (one, two) -> one - two);
  }

  private Series combine(Series other, DoubleBinaryOperator operator) {
    if (other.values.size() != values.size()) {
      throw new IllegalArgumentException(
          values.size() + " rounds cannot be held against " + other.values.size());
    }
    return new Series(
        IntStream.range(0, values.size())
            .mapToObj(round -> operator.applyAsDouble(values.get(round), other.values.get(round)))
            .toList());
  }
}

package dev.plumbline.benchmarks;

import java.util.OptionalInt;

/**
 * A line of the result.
 *
 * @param phase what part of the benchmark it is of
 * @param name what was measured
 * @param images on how many images; empty where that does not matter
 * @param unit the unit of the values
 * @param series the values
 */
record Figure(Phase phase, String name, OptionalInt images, String unit, Series series) {

  static Figure of(Phase phase, String name, String unit, Series series) {
    return new Figure(phase, name, OptionalInt.empty(), unit, series);
  }

  static Figure of(Phase phase, String name, int images, String unit, Series series) {
    return new Figure(phase, name, OptionalInt.of(images), unit, series);
  }
}

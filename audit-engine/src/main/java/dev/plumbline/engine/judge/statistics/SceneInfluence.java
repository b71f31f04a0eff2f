package dev.plumbline.engine.judge.statistics;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.Contributions.Aggregate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What each scene moves a figure by, to first order: for a ratio of sums R = ΣA/ΣB it is (A −
 * R·B)/ΣB, with A and B the sums over the scene's images. The scenes are the observations: images
 * of one scene resemble each other.
 *
 * @param scenes the scenes
 * @param values what each moves the figure by; they add up to 0
 * @param weights which share of ΣB each has; they add up to 1
 */
public record SceneInfluence(List<String> scenes, double[] values, double[] weights) {

  /** What is left of a deviation of 0 after rounding, as a share of what it is a difference of. */
  private static final double ROUNDING = 1e-12;

  /** Returns the influences; empty for what is no ratio of sums. */
  public static Optional<SceneInfluence> of(Contributions contributions) {
    OptionalDouble value = contributions.value();
    if (contributions.aggregate() != Aggregate.RATIO || value.isEmpty()) {
      return Optional.empty();
    }
    double ratio = value.getAsDouble();
    SortedMap<String, double[]> sums = new TreeMap<>();
    List<Contributions.Image> images = contributions.images();
    double[] numerators = contributions.numerators();
    double[] denominators = contributions.denominators();
    for (int i = 0; i < numerators.length; i++) {
      double[] sum = sums.computeIfAbsent(images.get(i).scene(), scene -> new double[2]);
      sum[0] += numerators[i];
      sum[1] += denominators[i];
    }
    double total = 0;
    double[] values = new double[sums.size()];
    double[] weights = new double[sums.size()];
    int scene = 0;
    for (double[] sum : sums.values()) {
      double deviation = sum[0] - ratio * sum[1];
      double scale = Math.abs(sum[0]) + Math.abs(ratio * sum[1]);
      values[scene] = Math.abs(deviation) > ROUNDING * scale ? deviation : 0;
      weights[scene++] = sum[1];
      total += sum[1];
    }
    return Optional.of(
        new SceneInfluence(
            List.copyOf(sums.keySet()), scaled(values, 1 / total), scaled(weights, 1 / total)));
  }

  private static double[] scaled(double[] numbers, double factor) {
    return Arrays.stream(numbers).map(number -> number * factor).toArray();
  }

  /** Returns the influences times a factor. */
  SceneInfluence times(double factor) {
    return new SceneInfluence(scenes, scaled(values, factor), weights);
  }

  /** Returns the influences on a sum of two figures of the same scenes, weighted as here. */
  SceneInfluence plus(SceneInfluence other) {
    SortedMap<String, double[]> sums = new TreeMap<>();
    for (int i = 0; i < values.length; i++) {
      sums.put(scenes.get(i), new double[] {values[i], weights[i]});
    }
    for (int i = 0; i < other.values.length; i++) {
      sums.computeIfAbsent(other.scenes.get(i), scene -> new double[2])[0] += other.values[i];
    }
    return new SceneInfluence(
        List.copyOf(sums.keySet()),
        sums.values().stream().mapToDouble(sum -> sum[0]).toArray(),
        sums.values().stream().mapToDouble(sum -> sum[1]).toArray());
  }

  /** Returns the influences on the sum of several figures, with their mean weights. */
  static SceneInfluence together(List<SceneInfluence> figures) {
    SortedMap<String, double[]> sums = new TreeMap<>();
    for (SceneInfluence figure : figures) {
      for (int i = 0; i < figure.values.length; i++) {
        double[] sum = sums.computeIfAbsent(figure.scenes.get(i), scene -> new double[2]);
        sum[0] += figure.values[i];
        sum[1] += figure.weights[i] / figures.size();
      }
    }
    return new SceneInfluence(
        List.copyOf(sums.keySet()),
        sums.values().stream().mapToDouble(sum -> sum[0]).toArray(),
        sums.values().stream().mapToDouble(sum -> sum[1]).toArray());
  }

  /** Returns the same influences under other names, so that they are taken for other scenes. */
  SceneInfluence named(String prefix) {
    return new SceneInfluence(scenes.stream().map(prefix::concat).toList(), values, weights);
  }

  /**
   * Returns what each scene adds to a distance of the figure from elsewhere: (A − L·B)/ΣB where the
   * figure is R = L + distance. The numbers add up to the distance.
   */
  SceneInfluence from(double distance) {
    double[] moved = values.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += distance * weights[i];
    }
    return new SceneInfluence(scenes, moved, weights);
  }

  /** Returns the linearised variance of the figure, g/(g−1)·Σz²; needs two scenes. */
  public double variance() {
    double squares = 0;
    for (double value : values) {
      squares += value * value;
    }
    int g = values.length;
    return g / (g - 1.0) * squares;
  }
}

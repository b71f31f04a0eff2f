package dev.plumbline.engine.judge.statistics;

import java.util.ArrayList;
import java.util.List;

/** How far comparisons are from their limits, one and several together. */
final class DistanceFromLimit {

  private DistanceFromLimit() {}

  /** Returns Student's t as the scenes are. */
  static double statistic(List<SceneInfluence> moved) {
    double total = 0;
    double variance = 0;
    for (SceneInfluence sample : moved) {
      double sum = 0;
      for (double value : sample.values()) {
        sum += value;
      }
      double squares = 0;
      for (int i = 0; i < sample.values().length; i++) {
        double deviation = sample.values()[i] - sum * sample.weights()[i];
        squares += deviation * deviation;
      }
      double g = sample.values().length;
      total += sum;
      variance += g / (g - 1) * squares;
    }
    return total / Math.sqrt(variance);
  }

  /**
   * Returns several comparisons of the same kind taken together: what each scene adds to the sum of
   * them all, each comparison in units of its own spread about its limit, which no sign changes.
   */
  static List<SceneInfluence> together(List<List<SceneInfluence>> comparisons) {
    List<SceneInfluence> together = new ArrayList<>();
    List<Double> units = comparisons.stream().map(DistanceFromLimit::unit).toList();
    for (int sample = 0; sample < comparisons.get(0).size(); sample++) {
      List<SceneInfluence> scaled = new ArrayList<>();
      for (int i = 0; i < comparisons.size(); i++) {
        scaled.add(comparisons.get(i).get(sample).times(1 / units.get(i)));
      }
      together.add(SceneInfluence.together(scaled));
    }
    return together;
  }

  private static double unit(List<SceneInfluence> moved) {
    double squares = 0;
    for (SceneInfluence sample : moved) {
      for (double value : sample.values()) {
        squares += value * value;
      }
    }
    return Math.sqrt(squares);
  }
}

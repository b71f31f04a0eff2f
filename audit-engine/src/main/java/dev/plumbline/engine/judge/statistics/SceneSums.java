package dev.plumbline.engine.judge.statistics;

import dev.plumbline.api.ConfidenceInterval;
import dev.plumbline.api.Contributions;
import dev.plumbline.api.Contributions.Aggregate;
import dev.plumbline.engine.plan.SeenScenes;
import dev.plumbline.engine.plan.SeenScenes.Scene;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A mean over images of equal weight and known range, of which some scenes have been seen and
 * others have not: what can be said of the figure over all of them.
 *
 * @param sums what the images of each seen scene add up to, divided by the weight of an image
 * @param counts how many images of each seen scene have the figure
 * @param sizes how many images each scene has, those seen first
 * @param lowest the least that the figure can be
 * @param highest the most
 */
public record SceneSums(double[] sums, int[] counts, int[] sizes, double lowest, double highest) {

  private static final double LEVEL = 0.95;
  private static final int HALVINGS = 40;

  /**
   * Makes the sums.
   *
   * @return empty where the figure is no mean of a known range, or has no value yet
   */
  public static Optional<SceneSums> of(Contributions given, SeenScenes seen) {
    if (given.aggregate() != Aggregate.RATIO
        || !given.isEquallyWeighted()
        || given.size() == 0
        || !Double.isFinite(given.lowest())
        || !Double.isFinite(given.highest())) {
      return Optional.empty();
    }
    double weight = given.denominators()[0];
    double[] numerators = given.numerators();
    List<Contributions.Image> images = given.images();
    Map<String, double[]> byScene = new HashMap<>();
    for (int i = 0; i < numerators.length; i++) {
      double[] sum = byScene.computeIfAbsent(images.get(i).scene(), scene -> new double[2]);
      sum[0] += numerators[i] / weight;
      sum[1]++;
    }
    List<Scene> scenes = population(byScene, seen);
    int first = seen.scenes().size() - scenes.size(); // scenes that only train the probe come first
    int counted = Math.max(0, seen.seen() - first);
    double[] sums = new double[counted];
    int[] counts = new int[counted];
    for (int i = 0; i < counted; i++) {
      double[] sum = byScene.getOrDefault(scenes.get(i).name(), new double[2]);
      sums[i] = sum[0];
      counts[i] = (int) sum[1];
    }
    return Optional.of(
        new SceneSums(
            sums,
            counts,
            scenes.stream().mapToInt(Scene::images).toArray(),
            given.lowest(),
            given.highest()));
  }

  /** A figure to which no training image gives anything is of the test images only. */
  private static List<Scene> population(Map<String, double[]> byScene, SeenScenes seen) {
    boolean ofTraining =
        seen.scenes().stream()
            .anyMatch(scene -> !scene.test() && byScene.containsKey(scene.name()));
    return ofTraining ? seen.scenes() : seen.scenes().stream().filter(Scene::test).toList();
  }

  /** Returns the figure over the images seen. */
  double value() {
    double sum = 0;
    long count = 0;
    for (int i = 0; i < sums.length; i++) {
      sum += sums[i];
      count += counts[i];
    }
    return sum / count;
  }

  /** Tells whether the figure over all images is at most a limit, at an error rate. */
  public boolean isAtMost(double limit, double rate) {
    return SceneBets.refute(values(limit, 1), sizes, Math.max(0, highest - limit), rate);
  }

  /** Tells whether the figure over all images is at least a limit, at an error rate. */
  public boolean isAtLeast(double limit, double rate) {
    return SceneBets.refute(values(limit, -1), sizes, Math.max(0, limit - lowest), rate);
  }

  private double[] values(double limit, int sign) {
    double[] values = new double[sums.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = sign * (sums[i] - limit * counts[i]);
    }
    return values;
  }

  /**
   * Returns the interval at 95 % for the figure over all images, which holds whenever one stops.
   */
  public ConfidenceInterval interval() {
    double rate = (1 - LEVEL) / 2;
    double value = Math.min(Math.max(value(), lowest), highest);
    double low = value;
    double high = value;
    double outside = lowest;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (outside + low) / 2;
      if (isAtLeast(middle, rate)) {
        outside = middle;
      } else {
        low = middle;
      }
    }
    outside = highest;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (outside + high) / 2;
      if (isAtMost(middle, rate)) {
        outside = middle;
      } else {
        high = middle;
      }
    }
    return new ConfidenceInterval(low, high);
  }
}

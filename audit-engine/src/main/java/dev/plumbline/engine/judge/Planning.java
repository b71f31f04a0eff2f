package dev.plumbline.engine.judge;

import dev.plumbline.engine.judge.statistics.Comparison;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * How large a change a run's scenes can find, and how many scenes a change takes. A change is found
 * with 80 % if its mean lies 0.84 standard errors beyond what is just enough.
 *
 * @param fewest with fewer scenes than this nothing is found
 * @param critical the Student's t from which on a comparison is beyond its limit
 */
record Planning(double fewest, ToDoubleFunction<Comparison> critical) {

  /** The 80 % point of the normal distribution. */
  static final double POWER = 0.8416;

  /**
   * Returns how much worse than the reference a figure has to be so that four of five runs find it.
   *
   * @return empty where the scenes are too few to find anything
   */
  OptionalDouble change(Comparison comparison) {
    double least = critical.applyAsDouble(comparison);
    return Double.isInfinite(least)
        ? OptionalDouble.empty()
        : OptionalDouble.of(comparison.margin() + (least + POWER) * comparison.standardError());
  }

  /**
   * Returns how many scenes it takes for four of five runs to find a change.
   *
   * @param comparison a comparison of scenes like those
   * @param change how much worse than the reference's the figure is
   * @return empty where no number of scenes does: up to the margin, nothing counts as worse
   */
  OptionalDouble scenes(Comparison comparison, double change) {
    double least = critical.applyAsDouble(comparison);
    double beyond = change - comparison.margin();
    if (beyond <= 0 || Double.isInfinite(least)) {
      return OptionalDouble.empty();
    }
    double ratio = (least + POWER) * comparison.standardError() / beyond;
    return OptionalDouble.of(Math.max(fewest, Math.ceil(comparison.scenes() * ratio * ratio)));
  }

  /** Returns a sentence for each checkpoint: the median of the layers of each metric. */
  SortedMap<String, String> remarks(List<Family.Placed> comparisons) {
    SortedMap<String, SortedMap<String, List<Comparison>>> byMetric = new TreeMap<>();
    for (Family.Placed placed : comparisons) {
      if (placed.comparison().standardError() > 0) {
        byMetric
            .computeIfAbsent(placed.place().checkpoint(), name -> new TreeMap<>())
            .computeIfAbsent(placed.place().metric(), name -> new ArrayList<>())
            .add(placed.comparison());
      }
    }
    SortedMap<String, String> remarks = new TreeMap<>();
    byMetric.forEach((checkpoint, metrics) -> remarks.put(checkpoint, remark(metrics)));
    return remarks;
  }

  private String remark(SortedMap<String, List<Comparison>> metrics) {
    List<String> parts = new ArrayList<>();
    metrics.forEach((metric, all) -> parts.add(metric + " " + remark(all)));
    return "a change for the worse is found with 80 %, in the median of the layers: "
        + String.join("; ", parts);
  }

  private String remark(List<Comparison> comparisons) {
    int scenes = (int) median(comparisons.stream().mapToDouble(Comparison::scenes).toArray());
    double[] changes = comparisons.stream().flatMapToDouble(one -> change(one).stream()).toArray();
    if (2 * changes.length < comparisons.size()) {
      return String.format(
          Locale.ROOT, "on %d scenes none, which takes %.0f or more", scenes, fewest);
    }
    double change = median(changes);
    double margin = median(comparisons.stream().mapToDouble(Comparison::margin).toArray());
    double wanted = margin + (change - margin) / 2;
    double[] takes =
        comparisons.stream().flatMapToDouble(one -> scenes(one, wanted).stream()).toArray();
    return String.format(
        Locale.ROOT,
        "by %s on %d scenes, by %s on about %.0f (margin %s)",
        brief(change),
        scenes,
        brief(wanted),
        median(takes),
        brief(margin));
  }

  private static String brief(double value) {
    return String.format(Locale.ROOT, "%.2g", value);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}

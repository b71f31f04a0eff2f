package dev.plumbline.engine.judge;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.Metric;
import dev.plumbline.api.Subject;
import dev.plumbline.engine.judge.statistics.Comparison;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * How large a change a run's scenes can find, and how many scenes a change takes. A change is found
 * with 80 % if its mean lies 0.84 standard errors beyond what is just enough.
 *
 * @param fewest with fewer scenes than this nothing is found
 * @param critical the Student's t from which on a comparison is beyond its limit
 */
public record Planning(double fewest, ToDoubleFunction<Comparison> critical) {

  /** The 80 % point of the normal distribution. */
  static final double POWER = 0.8416;

  /** Nobody takes more scenes than this. */
  private static final double MOST_SCENES = 1e6;

  /**
   * How much worse than its reference a figure may be: the larger one of two.
   *
   * @param fixed what it may be whatever the scenes
   * @param spread what it may be since scenes vary; it shrinks with the root of their number
   */
  record Margin(double fixed, double spread) {

    double width() {
      return Math.max(fixed, spread);
    }
  }

  /**
   * A recorded mean over scenes that a run would be held against.
   *
   * @param audit the audit's id
   * @param subject whose figure it is in the run
   * @param figure the figure
   */
  public record Recorded(String audit, Subject subject, Metric figure) {}

  /** A recorded figure held against itself: on the same images, and on others. */
  private record Expected(Recorded recorded, Side same, Side others) {}

  /** A comparison with its margin. */
  private record Side(Comparison comparison, Margin margin, boolean isSame) {

    Family.Placed placed(Recorded recorded) {
      Subject subject = recorded.subject();
      return new Family.Placed(
          new Family.Place(
              subject.checkpoint(),
              subject.timestep(),
              subject.layer().block(),
              recorded.figure().name(),
              BaselineBounds.REFERENCE,
              true,
              isSame),
          comparison);
    }
  }

  /**
   * Says before a run what it will be able to find, from recorded figures alone. How much a figure
   * varies between two runs on the same images is not known then, only that it is no more than on
   * other images.
   *
   * @param figures what the run would be held against
   * @param rows rows of which go before the figures' own margins
   * @param scenes how many scenes the run has
   * @param rate the error rate
   * @param seed seeds the draws
   * @param wanted which changes are to be found, by metric
   * @return a line for each metric, and one for each change that is wanted
   */
  public static List<String> before(
      List<Recorded> figures,
      BoundsFile rows,
      int scenes,
      double rate,
      long seed,
      Map<String, Double> wanted) {
    SortedMap<String, List<Expected>> byMetric = new TreeMap<>();
    List<Family.Placed> same = new ArrayList<>();
    List<Family.Placed> others = new ArrayList<>();
    for (Recorded recorded : figures) {
      expected(recorded, rows, scenes)
          .ifPresent(
              one -> {
                byMetric
                    .computeIfAbsent(recorded.figure().name(), name -> new ArrayList<>())
                    .add(one);
                same.add(one.same().placed(recorded));
                others.add(one.others().placed(recorded));
              });
    }
    Planning onSame = Family.of(same, rate, seed).planning();
    Planning onOthers = Family.of(others, rate, seed).planning();
    List<String> lines = new ArrayList<>();
    byMetric.forEach((metric, all) -> lines.add(metric + " " + found(all, onSame, onOthers)));
    wanted.forEach(
        (metric, change) ->
            lines.add(
                String.format(
                    Locale.ROOT,
                    "%s by %s takes %s",
                    metric,
                    change,
                    byMetric.containsKey(metric)
                        ? String.format(
                            "on the same images at most %s, on other images %s",
                            onSame.takes(sides(byMetric.get(metric), true), change),
                            onOthers.takes(sides(byMetric.get(metric), false), change))
                        : "an unknown number of scenes: no recorded one differs from another")));
    return lines;
  }

  /** Returns nothing where no scene differs from another. */
  private static Optional<Expected> expected(Recorded recorded, BoundsFile rows, int scenes) {
    Contributions given = recorded.figure().contributions().orElseThrow();
    Margin same = margin(recorded, rows, true);
    Margin others = margin(recorded, rows, false);
    Optional<Comparison> paired = Comparison.expected(given, same.width(), OptionalInt.empty());
    Optional<Comparison> unpaired =
        Comparison.expected(given, others.width(), OptionalInt.of(scenes));
    return unpaired
        .filter(one -> one.standardError() > 0)
        .map(
            one ->
                new Expected(
                    recorded,
                    new Side(paired.orElseThrow(), same, true),
                    new Side(one, others, false)));
  }

  /** A row that refers to the baseline says by how much; else the margin is the figure's own. */
  private static Margin margin(Recorded recorded, BoundsFile rows, boolean sameInputs) {
    Metric figure = recorded.figure();
    return rows.find(recorded.audit(), figure, recorded.subject()).stream()
        .flatMap(bound -> Stream.of(bound.atMost(), bound.atLeast()))
        .flatMap(Optional::stream)
        .filter(limit -> limit.reference().filter(BaselineBounds.REFERENCE::equals).isPresent())
        .findFirst()
        .map(limit -> new Margin(Math.abs(limit.against(figure) - figure.value().getAsDouble()), 0))
        .orElseGet(() -> BaselineMargin.parts(figure, sameInputs));
  }

  private static List<Side> sides(List<Expected> all, boolean same) {
    return all.stream().map(one -> same ? one.same() : one.others()).toList();
  }

  /** Says which changes are found: the margin at least where images are the same. */
  private static String found(List<Expected> all, Planning onSame, Planning onOthers) {
    List<Side> same = sides(all, true);
    double[] most = onSame.changes(same);
    double[] others = onOthers.changes(sides(all, false));
    if (Double.isInfinite(median(most))) {
      return String.format(Locale.ROOT, "by nothing: it takes %.0f scenes", onSame.fewest);
    }
    double[] least = same.stream().mapToDouble(one -> one.margin().width()).toArray();
    return String.format(
        "on the same images by %s to %s (worst layer %s to %s), on other images by %s (%s)",
        brief(median(least)),
        brief(median(most)),
        brief(largest(least)),
        brief(largest(most)),
        brief(median(others)),
        brief(largest(others)));
  }

  private double[] changes(List<Side> sides) {
    return sides.stream()
        .mapToDouble(side -> change(side.comparison()).orElse(Double.POSITIVE_INFINITY))
        .toArray();
  }

  private String takes(List<Side> sides, double change) {
    return numbers(
        sides.stream()
            .mapToDouble(
                side ->
                    scenes(side.comparison(), side.margin(), change)
                        .orElse(Double.POSITIVE_INFINITY))
            .toArray(),
        largest(sides.stream().mapToDouble(side -> side.margin().fixed()).toArray()));
  }

  /** Says how many scenes it takes in the median of the layers, and at the worst of them. */
  private static String numbers(double[] scenes, double margin) {
    return String.format(
        "%s (worst layer %s)", number(median(scenes), margin), number(largest(scenes), margin));
  }

  private static String number(double scenes, double margin) {
    if (Double.isInfinite(scenes)) {
      return "no number of scenes, as up to " + brief(margin) + " nothing counts as worse";
    }
    return scenes > MOST_SCENES
        ? "over a million scenes"
        : String.format(Locale.ROOT, "about %.0f scenes", scenes);
  }

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
    return scenes(comparison, new Margin(comparison.margin(), 0), change);
  }

  /**
   * Returns how many scenes it takes, of which a part of the margin depends as well. With g scenes
   * the error is s and that part m; n scenes have both times √(g/n).
   */
  private OptionalDouble scenes(Comparison comparison, Margin margin, double change) {
    double least = critical.applyAsDouble(comparison);
    if (change <= margin.fixed() || Double.isInfinite(least)) {
      return OptionalDouble.empty();
    }
    double error = (least + POWER) * comparison.standardError();
    double ratio = Math.max(error / (change - margin.fixed()), (margin.spread() + error) / change);
    return OptionalDouble.of(Math.max(fewest, Math.ceil(comparison.scenes() * ratio * ratio)));
  }

  /**
   * Returns a sentence or two for each checkpoint: the median of the layers of each metric, and
   * what the changes take that are wanted.
   */
  SortedMap<String, List<String>> remarks(
      List<Family.Placed> comparisons, Map<String, Double> wanted) {
    SortedMap<String, SortedMap<String, List<Family.Placed>>> byMetric = new TreeMap<>();
    for (Family.Placed placed : comparisons) {
      if (placed.comparison().standardError() > 0) {
        byMetric
            .computeIfAbsent(placed.place().checkpoint(), name -> new TreeMap<>())
            .computeIfAbsent(placed.place().metric(), name -> new ArrayList<>())
            .add(placed);
      }
    }
    SortedMap<String, List<String>> remarks = new TreeMap<>();
    byMetric.forEach(
        (checkpoint, metrics) -> {
          List<String> said = new ArrayList<>(List.of(remark(metrics)));
          List<String> takes = new ArrayList<>();
          wanted.forEach(
              (metric, change) ->
                  takes.add(
                      String.format(
                          "%s by %s takes %s",
                          metric,
                          change,
                          metrics.containsKey(metric)
                              ? took(metrics.get(metric), change)
                              : "an unknown number of scenes: none was seen to differ")));
          if (!takes.isEmpty()) {
            said.add("to be found with 80 %, " + String.join("; ", takes));
          }
          remarks.put(checkpoint, said);
        });
    return remarks;
  }

  private String took(List<Family.Placed> all, double change) {
    return takes(
        all.stream()
            .map(one -> new Side(one.comparison(), one.margin(), one.place().isPaired()))
            .toList(),
        change);
  }

  private String remark(SortedMap<String, List<Family.Placed>> metrics) {
    List<String> parts = new ArrayList<>();
    metrics.forEach(
        (metric, all) ->
            parts.add(metric + " " + remark(all.stream().map(Family.Placed::comparison).toList())));
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

  private static double largest(double[] values) {
    return Arrays.stream(values).max().orElseThrow();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}

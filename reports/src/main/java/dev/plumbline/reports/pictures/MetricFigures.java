package dev.plumbline.reports.pictures;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.reports.charts.HeatMapChart;
import dev.plumbline.reports.results.LeafResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The metrics of a run, to be looked up by what they are of. Where several audits recorded one and
 * the same metric, the one that was checked stands for it, a violated one first.
 */
final class MetricFigures {

  /** Where a figure is. */
  private record Key(String checkpoint, String metric, LayerName layer, int timestep) {}

  /**
   * A figure.
   *
   * @param metric the metric, which has a value
   * @param contributions what each image gave to it, if that is known
   */
  record Figure(MetricRecord metric, Optional<Contributions> contributions) {

    boolean isChecked() {
      return switch (metric.verdict()) {
        case PASSED, FAILED, WARNED, INCONCLUSIVE, FROZEN -> true;
        case RECORDED, NOT_APPLICABLE -> false;
      };
    }

    boolean isViolated() {
      return metric.verdict() == MetricVerdict.FAILED;
    }
  }

  private final Map<Key, Figure> figures = new LinkedHashMap<>();

  private MetricFigures() {}

  static MetricFigures of(Collection<LeafResult> leaves) {
    MetricFigures figures = new MetricFigures();
    for (LeafResult leaf : leaves) {
      for (MetricRecord metric : leaf.metrics()) {
        if (metric.value().isPresent()) {
          figures.add(
              new Figure(metric, Optional.ofNullable(leaf.contributions().get(metric.metric()))));
        }
      }
    }
    return figures;
  }

  private void add(Figure figure) {
    MetricRecord metric = figure.metric();
    figures.merge(
        new Key(metric.checkpoint(), metric.metric(), metric.layer(), metric.timestep()),
        figure,
        (one, other) -> rank(other) > rank(one) ? other : one);
  }

  private static int rank(Figure figure) {
    return figure.isViolated() ? 2 : figure.isChecked() ? 1 : 0;
  }

  boolean isEmpty() {
    return figures.isEmpty();
  }

  /** Returns the checkpoints, in the order in which their figures came. */
  Set<String> checkpoints() {
    Set<String> checkpoints = new LinkedHashSet<>();
    figures.keySet().forEach(key -> checkpoints.add(key.checkpoint()));
    return checkpoints;
  }

  Set<Integer> timesteps(String checkpoint) {
    Set<Integer> timesteps = new TreeSet<>();
    figures.keySet().stream()
        .filter(key -> key.checkpoint().equals(checkpoint))
        .forEach(key -> timesteps.add(key.timestep()));
    return timesteps;
  }

  /** Returns the layers that there are figures of. */
  Set<LayerName> layers(String checkpoint) {
    Set<LayerName> layers = new HashSet<>();
    figures.keySet().stream()
        .filter(key -> key.checkpoint().equals(checkpoint))
        .forEach(key -> layers.add(key.layer()));
    return layers;
  }

  /** Returns the metrics that were checked anywhere, by name. */
  Set<String> checkedMetrics(String checkpoint) {
    Set<String> metrics = new TreeSet<>();
    figures.forEach(
        (key, figure) -> {
          if (key.checkpoint().equals(checkpoint) && figure.isChecked()) {
            metrics.add(key.metric());
          }
        });
    return metrics;
  }

  /** Returns the names of all metrics of a checkpoint, sorted. */
  Set<String> metrics(String checkpoint) {
    Set<String> metrics = new TreeSet<>();
    figures.keySet().stream()
        .filter(key -> key.checkpoint().equals(checkpoint))
        .forEach(key -> metrics.add(key.metric()));
    return metrics;
  }

  List<Figure> all(String checkpoint, String metric) {
    return figures.entrySet().stream()
        .filter(
            entry ->
                entry.getKey().checkpoint().equals(checkpoint)
                    && entry.getKey().metric().equals(metric))
        .map(Map.Entry::getValue)
        .toList();
  }

  List<Figure> at(String checkpoint, String metric, int timestep) {
    return all(checkpoint, metric).stream()
        .filter(figure -> figure.metric().timestep() == timestep)
        .toList();
  }

  List<HeatMapChart.Cell> cells(String checkpoint, String metric) {
    List<HeatMapChart.Cell> cells = new ArrayList<>();
    for (Figure figure : all(checkpoint, metric)) {
      cells.add(
          new HeatMapChart.Cell(
              figure.metric().layer(),
              figure.metric().timestep(),
              figure.metric().value().getAsDouble(),
              figure.isViolated()));
    }
    return cells;
  }
}

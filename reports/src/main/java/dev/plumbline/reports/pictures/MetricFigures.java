package dev.plumbline.reports.pictures;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.reports.charts.HeatMapChart;
import dev.plumbline.reports.results.LeafResult;
import dev.plumbline.reports.results.Spread;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The metrics of a run, to be looked up by what they are of. Where several audits recorded one and
 * the same metric, the one that was checked stands for it, a violated one first.
 */
final class MetricFigures {

  /** Where a figure is, of a checkpoint and a metric. */
  private record Place(LayerName layer, int timestep) {}

  /**
   * A figure.
   *
   * @param metric the metric, which has a value
   * @param spread where the middle half of the images' own figures is, if that is known
   */
  record Figure(MetricRecord metric, Optional<Spread> spread) {

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

  /** By checkpoint and metric. A large run has hundreds of thousands. */
  private final Map<String, Map<String, Map<Place, Figure>>> figures = new LinkedHashMap<>();

  private MetricFigures() {}

  static MetricFigures of(Collection<LeafResult> leaves) {
    MetricFigures figures = new MetricFigures();
    for (LeafResult leaf : leaves) {
      for (MetricRecord metric : leaf.metrics()) {
        if (metric.value().isPresent()) {
          figures.add(new Figure(metric, Optional.ofNullable(leaf.spreads().get(metric.metric()))));
        }
      }
    }
    return figures;
  }

  private void add(Figure figure) {
    MetricRecord metric = figure.metric();
    figures
        .computeIfAbsent(metric.checkpoint(), checkpoint -> new TreeMap<>())
        .computeIfAbsent(metric.metric(), name -> new LinkedHashMap<>())
        .merge(
            new Place(metric.layer(), metric.timestep()),
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
    return Collections.unmodifiableSet(figures.keySet());
  }

  Set<Integer> timesteps(String checkpoint) {
    return places(checkpoint).map(Place::timestep).collect(Collectors.toCollection(TreeSet::new));
  }

  /** Returns the layers that there are figures of. */
  Set<LayerName> layers(String checkpoint) {
    return places(checkpoint).map(Place::layer).collect(Collectors.toSet());
  }

  private Stream<Place> places(String checkpoint) {
    return ofCheckpoint(checkpoint).values().stream().flatMap(places -> places.keySet().stream());
  }

  private Map<String, Map<Place, Figure>> ofCheckpoint(String checkpoint) {
    return figures.getOrDefault(checkpoint, Map.of());
  }

  /** Returns the metrics that were checked anywhere, by name. */
  Set<String> checkedMetrics(String checkpoint) {
    Set<String> metrics = new TreeSet<>();
    ofCheckpoint(checkpoint)
        .forEach(
            (metric, places) -> {
              if (places.values().stream().anyMatch(Figure::isChecked)) {
                metrics.add(metric);
              }
            });
    return metrics;
  }

  /** Returns the names of all metrics of a checkpoint, sorted. */
  Set<String> metrics(String checkpoint) {
    return Collections.unmodifiableSet(ofCheckpoint(checkpoint).keySet());
  }

  List<Figure> all(String checkpoint, String metric) {
    return List.copyOf(ofCheckpoint(checkpoint).getOrDefault(metric, Map.of()).values());
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

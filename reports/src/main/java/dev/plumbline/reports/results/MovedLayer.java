package dev.plumbline.reports.results;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.LayerSketch;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.reports.writing.Figures;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A layer that moved from what it was held against, where it moved most: by its sketches where
 * there are any, or else by the metric that moved by most margins from its baseline.
 *
 * @param leaf the leaf where it moved most
 * @param metric the metric that says so
 * @param size how far, in what the checkpoint's layers are compared by
 * @param text how far, for people
 */
public record MovedLayer(LeafResult leaf, MetricRecord metric, double size, String text) {

  /** Where a move is. */
  private record Place(String checkpoint, LayerName layer) {}

  /**
   * Returns the layers of a run that moved, those that moved most first.
   *
   * @param most how many are wanted
   */
  public static List<MovedLayer> of(RunResults run, int most) {
    List<MovedLayer> sketched = run.leaves().stream().flatMap(MovedLayer::sketched).toList();
    Set<String> haveSketches =
        sketched.stream().map(one -> one.metric().checkpoint()).collect(Collectors.toSet());
    Stream<MovedLayer> compared =
        BaselineChange.all(run).stream()
            .filter(change -> !haveSketches.contains(change.metric().checkpoint()))
            .map(MovedLayer::of);
    return farthest(Stream.concat(sketched.stream(), compared)).stream()
        .filter(one -> one.size() > 0)
        .sorted(Comparator.comparingDouble(MovedLayer::size).reversed())
        .limit(most)
        .toList();
  }

  private static Collection<MovedLayer> farthest(Stream<MovedLayer> moves) {
    Map<Place, MovedLayer> farthest = new LinkedHashMap<>();
    moves.forEach(
        move ->
            farthest.merge(
                new Place(move.metric().checkpoint(), move.metric().layer()),
                move,
                (one, other) -> other.size() > one.size() ? other : one));
    return farthest.values();
  }

  private static Stream<MovedLayer> sketched(LeafResult leaf) {
    return leaf.metrics().stream().map(metric -> sketched(leaf, metric)).filter(Objects::nonNull);
  }

  /** Returns null for a metric that is not about how far the layer moved. */
  private static MovedLayer sketched(LeafResult leaf, MetricRecord metric) {
    if (metric.value().isEmpty()) {
      return null;
    }
    double value = metric.value().getAsDouble();
    if (metric.metric().equals(LayerSketch.RELATIVE_CHANGE)) {
      double percent = 100 * value;
      String text = String.format(Locale.ROOT, percent < 0.1 ? "%.2g %%" : "%.1f %%", percent);
      return new MovedLayer(leaf, metric, value, value == 0 ? "none" : text);
    }
    if (metric.metric().equals(LayerSketch.LOST_IMAGES) && value > 0) {
      return new MovedLayer(
          leaf, metric, Double.POSITIVE_INFINITY, Figures.of(value) + " images are lost");
    }
    return null;
  }

  private static MovedLayer of(BaselineChange change) {
    double size = change.difference() == 0 ? 0 : change.inMargins();
    return new MovedLayer(change.leaf(), change.metric(), size, change.change());
  }
}

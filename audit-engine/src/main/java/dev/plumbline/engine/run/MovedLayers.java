package dev.plumbline.engine.run;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.LayerSketch;
import dev.plumbline.api.Subject;
import dev.plumbline.api.report.MetricRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * How far the layers of each checkpoint moved from what it was made of, and where that begins. Says
 * so in words at the end of the run.
 */
final class MovedLayers {

  /** Nothing begins where a layer moved by less, however little those before it did. */
  private static final double BEGINNING = 0.001;

  /** Sums of the same numbers in another order differ by no more. */
  private static final double NOTHING = 1e-5;

  /** How far a layer moved at the timestep at which it moved farthest. */
  private record Move(double change, int timestep) {

    Move farther(Move other) {
      return other.change > change ? other : this;
    }

    String text(LayerName layer) {
      String far = Double.isInfinite(change) ? "all there was" : percent(100 * change) + " %";
      return String.format(Locale.ROOT, "%s (%s, t=%d)", far, layer, timestep);
    }
  }

  private final Function<String, List<LayerName>> layers;
  private final Map<String, Map<LayerName, Move>> moved = new TreeMap<>();

  /**
   * Begins with nothing moved.
   *
   * @param layers returns the layers of a checkpoint in the order of the data flow
   */
  MovedLayers(Function<String, List<LayerName>> layers) {
    this.layers = layers;
  }

  /** Takes what a leaf of an audit of fidelity came to. */
  synchronized void judged(Subject subject, List<MetricRecord> records) {
    for (MetricRecord record : records) {
      OptionalDouble change = change(record);
      if (change.isPresent()) {
        moved
            .computeIfAbsent(subject.checkpoint(), name -> new HashMap<>())
            .merge(
                subject.layer(), new Move(change.getAsDouble(), subject.timestep()), Move::farther);
      }
    }
  }

  /** What is no longer there, as where values are not finite or a shape is another, moved most. */
  private static OptionalDouble change(MetricRecord record) {
    if (record.metric().equals(LayerSketch.RELATIVE_CHANGE)) {
      return record.value();
    }
    boolean isLost =
        record.metric().equals(LayerSketch.LOST_IMAGES) && record.value().orElse(0) > 0;
    return isLost ? OptionalDouble.of(Double.POSITIVE_INFINITY) : OptionalDouble.empty();
  }

  /**
   * Says how far the checkpoints' layers moved.
   *
   * @param reference says what a checkpoint was held against
   * @param log told of it
   */
  synchronized void describe(Function<String, String> reference, RunLog log) {
    moved.forEach(
        (checkpoint, moves) ->
            log.result(
                "fidelity of " + checkpoint,
                sentence(inOrder(checkpoint, moves), reference.apply(checkpoint))));
  }

  private List<Map.Entry<LayerName, Move>> inOrder(String checkpoint, Map<LayerName, Move> moves) {
    List<Map.Entry<LayerName, Move>> ordered = new ArrayList<>();
    for (LayerName layer : layers.apply(checkpoint)) {
      Optional.ofNullable(moves.get(layer)).ifPresent(move -> ordered.add(Map.entry(layer, move)));
    }
    return ordered;
  }

  private static String sentence(List<Map.Entry<LayerName, Move>> moves, String reference) {
    Map.Entry<LayerName, Move> farthest =
        moves.stream()
            .max((one, other) -> Double.compare(one.getValue().change, other.getValue().change))
            .orElseThrow();
    double change = farthest.getValue().change;
    String where = farthest.getValue().text(farthest.getKey());
    if (change == 0) {
      return String.format(
          "identical to %s: the sketches of all %d layers are the same", reference, moves.size());
    }
    if (change <= LayerSketch.ROUNDING) {
      return String.format(
          "the same as %s but for rounding: no layer moved by more than %s", reference, where);
    }
    Map.Entry<LayerName, Move> first = first(moves);
    Map.Entry<LayerName, Move> last = moves.get(moves.size() - 1);
    return String.format(
        "moved from %s, first at %s, by %s; farthest by %s; at the last layer by %s",
        reference,
        first.getKey(),
        first.getValue().text(first.getKey()),
        where,
        last.getValue().text(last.getKey()));
  }

  /** Finds the layer that moved farthest against all that come before it. */
  private static Map.Entry<LayerName, Move> first(List<Map.Entry<LayerName, Move>> moves) {
    Map.Entry<LayerName, Move> first = moves.get(0);
    double steepest = 0;
    double before = NOTHING;
    for (Map.Entry<LayerName, Move> layer : moves) {
      double change = layer.getValue().change;
      if (change >= BEGINNING && change / before > steepest) {
        steepest = change / before;
        first = layer;
      }
      before = Math.max(before, change);
    }
    return first;
  }

  private static String percent(double percent) {
    return String.format(Locale.ROOT, percent < 0.1 ? "%.2g" : "%.1f", percent);
  }
}

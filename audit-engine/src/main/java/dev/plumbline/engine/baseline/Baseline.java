package dev.plumbline.engine.baseline;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.LayerSketch;
import dev.plumbline.api.Metric;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The figures of a checkpoint as one run measured them: of every metric its value, and where it is
 * known what each image gave to it; and where it was sketched, what tells how far layers move from
 * here.
 *
 * @param checkpoint what the checkpoint was called in that run
 * @param environment what the figures rest on
 * @param metrics the metrics, in the order of their keys
 * @param checked those of the metrics that an audit checked; others were only recorded
 * @param sketches the sketches of layers by timestep; none if none were recorded
 */
public record Baseline(
    String checkpoint,
    Environment environment,
    SortedMap<MetricKey, Metric> metrics,
    Set<MetricKey> checked,
    SortedMap<Integer, SortedMap<LayerName, LayerSketch>> sketches) {

  /** Copies the metrics and the sketches. */
  public Baseline {
    metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    checked = Set.copyOf(checked);
    SortedMap<Integer, SortedMap<LayerName, LayerSketch>> copy = new TreeMap<>();
    sketches.forEach(
        (timestep, layers) ->
            copy.put(timestep, Collections.unmodifiableSortedMap(new TreeMap<>(layers))));
    sketches = Collections.unmodifiableSortedMap(copy);
  }

  /**
   * Makes a baseline of metrics that were all checked, without sketches.
   *
   * @param checkpoint what the checkpoint was called
   * @param environment what the figures rest on
   * @param metrics the metrics
   */
  public static Baseline of(
      String checkpoint, Environment environment, SortedMap<MetricKey, Metric> metrics) {
    return new Baseline(
        checkpoint, environment, metrics, metrics.keySet(), Collections.emptySortedMap());
  }

  /** Returns this baseline with some of its metrics checked, and the others only recorded. */
  public Baseline withChecked(Set<MetricKey> some) {
    return new Baseline(checkpoint, environment, metrics, some, sketches);
  }

  /** Returns this baseline with other sketches. */
  public Baseline withSketches(SortedMap<Integer, SortedMap<LayerName, LayerSketch>> others) {
    return new Baseline(checkpoint, environment, metrics, checked, others);
  }

  /** Returns the timesteps that there are metrics of. */
  public SortedSet<Integer> timesteps() {
    SortedSet<Integer> timesteps = new TreeSet<>();
    metrics.keySet().forEach(key -> timesteps.add(key.timestep()));
    return timesteps;
  }
}

package dev.plumbline.engine.baseline;

import dev.plumbline.api.Metric;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The figures of a checkpoint as one run measured them: of every metric that an audit checked its
 * value, and where it is known what each image gave to it.
 *
 * @param checkpoint what the checkpoint was called in that run
 * @param environment what the figures rest on
 * @param metrics the metrics, in the order of their keys
 */
public record Baseline(
    String checkpoint, Environment environment, SortedMap<MetricKey, Metric> metrics) {

  /** Copies the metrics. */
  public Baseline {
    metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
  }

  /** Returns the timesteps that there are metrics of. */
  public SortedSet<Integer> timesteps() {
    SortedSet<Integer> timesteps = new TreeSet<>();
    metrics.keySet().forEach(key -> timesteps.add(key.timestep()));
    return timesteps;
  }
}

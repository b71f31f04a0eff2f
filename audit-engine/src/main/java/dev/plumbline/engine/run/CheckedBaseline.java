package dev.plumbline.engine.run;

import dev.plumbline.api.Contributions;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.LayerSketch;
import dev.plumbline.api.Metric;
import dev.plumbline.engine.baseline.Baseline;
import dev.plumbline.engine.baseline.Environment;
import dev.plumbline.engine.baseline.MetricKey;
import dev.plumbline.engine.judge.IdleRows.JudgedLeaf;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.tree.AuditLeaf;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The baseline that one checkpoint of a run is held against. It is only read. */
final class CheckedBaseline {

  private final String checkpoint;
  private final String name;
  private final Optional<Baseline> readable;
  private final Optional<UserError> unreadable;
  private Optional<Environment> measuredIn = Optional.empty();

  private CheckedBaseline(
      String checkpoint, String name, Optional<Baseline> readable, Optional<UserError> unreadable) {
    this.checkpoint = checkpoint;
    this.name = name;
    this.readable = readable;
    this.unreadable = unreadable;
  }

  /**
   * Makes the baseline of a checkpoint.
   *
   * @param checkpoint the checkpoint's name
   * @param name the baseline's file, for messages
   * @param baseline the baseline
   */
  static CheckedBaseline of(String checkpoint, String name, Baseline baseline) {
    return new CheckedBaseline(checkpoint, name, Optional.of(baseline), Optional.empty());
  }

  /** Makes what stands for a baseline that cannot be read. */
  static CheckedBaseline unreadable(String checkpoint, String name, UserError why) {
    return new CheckedBaseline(checkpoint, name, Optional.empty(), Optional.of(why));
  }

  String name() {
    return name;
  }

  /** Takes note of what the run's own figures rest on. */
  void measuredIn(Environment environment) {
    measuredIn = Optional.of(environment);
  }

  /** Returns into how many folds images were dealt when it was recorded; 1 for a single split. */
  int folds() {
    String folds = baseline().environment().facts().getOrDefault("folds", "1");
    try {
      return Math.max(1, Integer.parseInt(folds));
    } catch (NumberFormatException e) { // it is refused, as no run has such a fact
      return 1;
    }
  }

  /** Returns what was recorded; empty if it cannot be read. */
  Optional<Baseline> recorded() {
    return readable;
  }

  /**
   * Returns the means over scenes that the run's leaves are held against.
   *
   * @param plan which leaves there are
   * @param bounds rows of which go before the baseline
   */
  SortedMap<MetricKey, Metric> means(RunPlan plan, BoundsFiles bounds) {
    SortedMap<MetricKey, Metric> means = new TreeMap<>();
    Map<MetricKey, AuditLeaf> leaves = new HashMap<>();
    plan.leaves().stream()
        .filter(leaf -> leaf.subject().checkpoint().equals(checkpoint))
        .forEach(
            leaf ->
                leaves.put(
                    leafOf(leaf.audit().id(), leaf.subject().layer(), leaf.subject().timestep()),
                    leaf));
    baseline()
        .checked()
        .forEach(
            key -> {
              Metric metric = baseline().metrics().get(key);
              AuditLeaf leaf = leaves.get(leafOf(key.audit(), key.layer(), key.timestep()));
              if (leaf != null && isMean(metric) && bounds.leavesToBaseline(leaf, key.metric())) {
                means.put(key, metric);
              }
            });
    return means;
  }

  /** What the metrics of a leaf have in common. */
  private static MetricKey leafOf(String audit, LayerName layer, int timestep) {
    return new MetricKey(audit, "", layer, timestep);
  }

  private static boolean isMean(Metric metric) {
    return metric
        .contributions()
        .filter(given -> given.aggregate() == Contributions.Aggregate.RATIO)
        .isPresent();
  }

  private Baseline baseline() {
    return readable.orElseThrow();
  }

  private Environment now() {
    return measuredIn.orElseThrow();
  }

  /** Tells whether the checkpoint was measured and a figure was asked for. */
  boolean isCompared() {
    return measuredIn.isPresent() && readable.isPresent();
  }

  /**
   * Returns a figure of the baseline.
   *
   * @throws UserError if there is none, or if figures of the run cannot be compared with it
   */
  Metric metric(MetricKey key) {
    if (unreadable.isPresent()) {
      throw unreadable.get();
    }
    Baseline baseline = baseline();
    List<String> refusals = baseline.environment().refusals(now());
    if (!refusals.isEmpty()) {
      throw new UserError(refusal(refusals));
    }
    Metric metric = baseline.metrics().get(key);
    if (metric == null) {
      throw new UserError(
          baseline.timesteps().contains(key.timestep())
              ? "the baseline " + name + " has no " + key + "; record it again"
              : String.format(
                  "the baseline %s has no t=%d, only t=%s; give -Daudit.timesteps=%s, or record it"
                      + " again",
                  name, key.timestep(), joined(", "), joined(",")));
    }
    return metric;
  }

  /**
   * Returns the sketches of a layer.
   *
   * @throws UserError if there are none, or none of the same images with the same noise
   */
  LayerSketch sketch(LayerName layer, int timestep) {
    if (unreadable.isPresent()) {
      throw unreadable.get();
    }
    SortedMap<Integer, SortedMap<LayerName, LayerSketch>> sketches = baseline().sketches();
    if (sketches.isEmpty()) {
      throw new UserError(
          "the baseline " + name + " was recorded without sketches; record it again");
    }
    List<String> others = new ArrayList<>(baseline().environment().refusals(now()));
    others.addAll(baseline().environment().otherSample(now()));
    if (!others.isEmpty()) {
      throw new UserError(
          String.format(
              "the baseline %s saw other inputs, and how far a layer moved can be told only on the"
                  + " same ones: %s",
              name, String.join("; ", others)));
    }
    LayerSketch sketch = sketches.getOrDefault(timestep, Collections.emptySortedMap()).get(layer);
    if (sketch == null) {
      throw new UserError(
          String.format("the baseline %s has no sketch of %s at t=%d", name, layer, timestep));
    }
    return sketch;
  }

  private String joined(String separator) {
    return baseline().timesteps().stream()
        .map(String::valueOf)
        .collect(Collectors.joining(separator));
  }

  private String refusal(List<String> reasons) {
    return String.format(
        "%s cannot be compared with the baseline %s: %s. Run it as the baseline was recorded, or"
            + " record it again",
        checkpoint, name, String.join("; ", reasons));
  }

  /** Tells whether images of one name are the same image with the same noise. */
  boolean isPaired() {
    return isCompared() && baseline().environment().otherSample(now()).isEmpty();
  }

  /** Returns what makes the run red, a message each. */
  List<String> problems() {
    if (unreadable.isPresent()) {
      return List.of(unreadable.get().getMessage());
    }
    if (!isCompared()) {
      return List.of();
    }
    List<String> refusals = baseline().environment().refusals(now());
    return refusals.isEmpty() ? List.of() : List.of(refusal(refusals) + ".");
  }

  /** Returns why it cannot be compared with, as far as what was chosen for the run tells it. */
  List<String> refusals(Map<String, String> facts) {
    if (unreadable.isPresent()) {
      return List.of(unreadable.get().getMessage());
    }
    List<String> refusals = baseline().environment().refusals(facts);
    return refusals.isEmpty() ? List.of() : List.of(refusal(refusals) + ".");
  }

  /** Returns a sentence for each figure of a leaf that it has, and the run's leaf has not. */
  List<String> gone(JudgedLeaf leaf) {
    if (!isCompared() || isRefused()) {
      return List.of();
    }
    return baseline().metrics().entrySet().stream()
        .filter(
            recorded ->
                recorded
                        .getKey()
                        .isOf(leaf.audit(), leaf.subject().layer(), leaf.subject().timestep())
                    && recorded.getValue().isApplicable()
                    && !leaf.recorded().contains(recorded.getKey().metric()))
        .map(
            recorded ->
                String.format(
                    "%s: %s is gone: the audit states it no longer, and the baseline %s has %s. If"
                        + " that is meant, record the baseline again",
                    leaf.subject(),
                    recorded.getKey().metric(),
                    name,
                    recorded.getValue().value().getAsDouble()))
        .toList();
  }

  /** Returns how the comparison is made, a sentence. */
  String how() {
    List<String> others = baseline().environment().otherSample(now());
    return others.isEmpty()
        ? "paired, image by image: both saw the same images with the same noise"
        : "unpaired, as two samples of scenes, which tells far less: " + String.join("; ", others);
  }

  /** Returns how many leaves were beyond a bound when it was recorded, if any was. */
  Optional<String> redLeaves() {
    return baseline().environment().redLeaves();
  }

  /** Returns what else sets the two apart. */
  List<String> remarks() {
    List<String> remarks = new ArrayList<>(baseline().environment().remarks(now()));
    if (!isPaired()) { // that the images are others says it already
      remarks.removeIf(remark -> remark.startsWith("latents_sha256"));
    }
    return remarks;
  }

  /** Returns the metrics of the baseline. */
  Set<MetricKey> keys() {
    return baseline().metrics().keySet();
  }

  /** Returns the layers that it has sketches of, at any timestep. */
  Set<LayerName> sketched() {
    Set<LayerName> layers = new LinkedHashSet<>();
    baseline().sketches().values().forEach(some -> layers.addAll(some.keySet()));
    return layers;
  }

  /**
   * Returns why it cannot tell how far layers moved, as far as what was chosen for the run tells
   * it.
   *
   * @param facts what was chosen, by name
   */
  Optional<String> withoutSketches(Map<String, String> facts) {
    if (unreadable.isPresent()) {
      return Optional.empty();
    }
    if (baseline().sketches().isEmpty()) {
      return Optional.of("the baseline " + name + " was recorded without sketches");
    }
    List<String> others = baseline().environment().otherSample(facts);
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of("the baseline " + name + " saw other inputs: " + String.join("; ", others));
  }

  boolean isRefused() {
    return !problems().isEmpty();
  }
}

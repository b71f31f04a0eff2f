package dev.plumbline.engine.run;

import dev.plumbline.api.LayerName;
import dev.plumbline.engine.baseline.MetricKey;
import dev.plumbline.engine.plan.Glob;
import dev.plumbline.engine.tree.CheckpointCatalog;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a checkpoint's baseline has and the run has not, and the other way round. What was merely
 * not selected is not missing.
 *
 * @param about what warnings are about
 * @param baseline the baseline, which can be compared with
 * @param checkpoint the checkpoint
 * @param measured the metrics that the run has of it
 * @param checked those of them that an audit checked
 * @param sketched the layers of which the baseline has sketches that are asked for
 * @param timesteps the timesteps of each audit in the run
 * @param selected the layers that the run is narrowed to
 */
record BaselineGaps(
    String about,
    CheckedBaseline baseline,
    CheckpointCatalog.Entry checkpoint,
    Set<MetricKey> measured,
    Set<MetricKey> checked,
    Set<LayerName> sketched,
    Map<String, Set<Integer>> timesteps,
    List<Glob> selected) {

  /** Says which layers the checkpoint has no longer: a layer that is gone is worse than any. */
  Optional<String> gone() {
    Set<String> layers = new TreeSet<>();
    leaves(baseline.keys()).stream()
        .filter(this::isGone)
        .forEach(leaf -> layers.add(leaf.layer().toString()));
    sketched.stream()
        .filter(layer -> isSelected(layer) && !checkpoint.has(layer))
        .forEach(layer -> layers.add(layer.toString()));
    return layers.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.format(
                "%s FAILED: %s of its baseline %s %s gone: %s. If that is meant, record the"
                    + " baseline again.",
                checkpoint.spec().name(),
                layers.size() == 1 ? "1 layer" : layers.size() + " layers",
                baseline.name(),
                layers.size() == 1 ? "is" : "are",
                String.join(", ", layers)));
  }

  /** Says what else is missing. */
  void report(RunLog log) {
    Set<MetricKey> missing = new TreeSet<>(checked);
    missing.removeAll(baseline.keys());
    warn(log, missing, "checked and not in " + baseline.name());
    warn(log, notThere(), "in " + baseline.name() + " and no longer there");
    Set<String> audits = new TreeSet<>();
    baseline.keys().forEach(key -> audits.add(key.audit()));
    audits.removeAll(timesteps.keySet());
    if (!audits.isEmpty()) {
      log.warning(
          about,
          baseline.name() + " has audits that this run has not: " + String.join(", ", audits));
    }
  }

  private void warn(RunLog log, Set<MetricKey> keys, String what) {
    if (!keys.isEmpty()) {
      log.warning(
          about,
          String.format(
              "%d %s %s, the first %s",
              keys.size(),
              keys.size() == 1 ? "metric is" : "metrics are",
              what,
              keys.iterator().next()));
    }
  }

  /** Returns metrics of leaves that were judged, which the audits do not state any more. */
  private Set<MetricKey> notThere() {
    Set<MetricKey> judged = leaves(measured);
    Set<MetricKey> missing = new TreeSet<>(baseline.keys());
    missing.removeIf(key -> !judged.contains(leaf(key)));
    missing.removeAll(measured);
    return missing;
  }

  private boolean isGone(MetricKey leaf) {
    return timesteps.getOrDefault(leaf.audit(), Set.of()).contains(leaf.timestep())
        && isSelected(leaf.layer())
        && !checkpoint.has(leaf.layer());
  }

  private boolean isSelected(LayerName layer) {
    return selected.isEmpty() || selected.stream().anyMatch(glob -> glob.matches(layer));
  }

  private static Set<MetricKey> leaves(Set<MetricKey> keys) {
    Set<MetricKey> leaves = new TreeSet<>();
    keys.forEach(key -> leaves.add(leaf(key)));
    return leaves;
  }

  /** Returns a key that all metrics of a leaf share. */
  private static MetricKey leaf(MetricKey key) {
    return new MetricKey(key.audit(), "", key.layer(), key.timestep());
  }
}

package dev.plumbline.engine.run;

import dev.plumbline.api.Measurement;
import dev.plumbline.api.report.LayerOrder;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.plan.CheckpointPlan;
import dev.plumbline.engine.tree.AuditLeaf;
import dev.plumbline.engine.tree.AuditMethod;
import dev.plumbline.engine.tree.CheckpointCatalog;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What a run does: the leaves that survived all filters, and what each checkpoint has to be
 * measured for so that they can be judged.
 */
final class RunPlan {

  private final CheckpointCatalog catalog;
  private final Map<Class<? extends Measurement>, MeasurementProvider<?>> providers;
  private final Function<AuditMethod, Set<String>> references;
  private final Function<String, Optional<String>> parents;
  private final List<AuditLeaf> leaves;
  private final Map<String, CheckpointPlan> checkpoints = new LinkedHashMap<>();

  /**
   * Plans a run.
   *
   * @param leaves the leaves, in the order of the tree
   * @param catalog the run's checkpoints
   * @param providers the measurements that audits may ask for
   * @param references returns what an audit's bounds hold checkpoints against; other names than
   *     those of checkpoints are passed over
   * @param parents returns the name of a checkpoint's parent, if it has one
   */
  RunPlan(
      List<AuditLeaf> leaves,
      CheckpointCatalog catalog,
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers,
      Function<AuditMethod, Set<String>> references,
      Function<String, Optional<String>> parents) {
    this.leaves = List.copyOf(leaves);
    this.catalog = catalog;
    this.providers = providers;
    this.references = references;
    this.parents = parents;
    for (AuditLeaf leaf : leaves) {
      plan(leaf, leaf.subject().checkpoint());
      heldAgainst(leaf).forEach(reference -> plan(leaf, reference));
    }
  }

  /** Adds what a leaf needs of its checkpoint, or of one that it is held against. */
  private void plan(AuditLeaf leaf, String checkpoint) {
    Set<Class<? extends Measurement>> needed = leaf.audit().measurements();
    plan(leaf, checkpoint, needed);
    catalog
        .controlOf(checkpoint)
        .ifPresent(
            control -> plan(leaf, control, needed, provider -> provider.controlComparison()));
    parents
        .apply(checkpoint)
        .ifPresent(parent -> plan(leaf, parent, needed, provider -> provider.parentComparison()));
  }

  /** Adds those of some measurements that a checkpoint's are compared with. */
  private void plan(
      AuditLeaf leaf,
      String other,
      Set<Class<? extends Measurement>> needed,
      Function<MeasurementProvider<?>, Optional<?>> comparison) {
    Set<Class<? extends Measurement>> compared = new LinkedHashSet<>(needed);
    compared.removeIf(type -> comparison.apply(providers.get(type)).isEmpty());
    if (!compared.isEmpty()) {
      plan(leaf, other, compared);
    }
  }

  private void plan(
      AuditLeaf leaf, String checkpoint, Set<Class<? extends Measurement>> measurements) {
    checkpoints
        .computeIfAbsent(checkpoint, name -> CheckpointPlan.empty(catalog.entry(name).spec()))
        .add(leaf.subject().timestep(), leaf.subject().layer(), measurements);
  }

  /** Returns the leaves that are judged, in the order of the tree. */
  List<AuditLeaf> leaves() {
    return leaves;
  }

  /** Returns the checkpoints of the run that a leaf's bounds hold it against. */
  Set<String> heldAgainst(AuditLeaf leaf) {
    Set<String> others = new LinkedHashSet<>(references.apply(leaf.audit()));
    others.retainAll(catalog.names());
    return others;
  }

  /** Returns what each checkpoint has to be measured for, by name, in the order of measuring. */
  Map<String, CheckpointPlan> checkpoints() {
    return Collections.unmodifiableMap(checkpoints);
  }

  /** Returns in which order data flows through the layers of each checkpoint. */
  List<LayerOrder> layerOrders() {
    return checkpoints.keySet().stream()
        .map(name -> new LayerOrder(name, catalog.entry(name).layers()))
        .toList();
  }

  /** Returns the measurements of each audit, by the audit's id. */
  Map<String, Set<Class<? extends Measurement>>> measurements() {
    Map<String, Set<Class<? extends Measurement>>> measurements = new TreeMap<>();
    leaves.forEach(leaf -> measurements.put(leaf.audit().id(), leaf.audit().measurements()));
    return measurements;
  }

  /** Returns the timesteps at which each audit is run, by the audit's id. */
  Map<String, Set<Integer>> timesteps() {
    Map<String, Set<Integer>> timesteps = new TreeMap<>();
    leaves.forEach(
        leaf ->
            timesteps
                .computeIfAbsent(leaf.audit().id(), audit -> new TreeSet<>())
                .add(leaf.subject().timestep()));
    return timesteps;
  }
}

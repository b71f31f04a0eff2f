package dev.plumbline.engine.run;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.judge.IdleRows;
import dev.plumbline.engine.tree.CheckpointCatalog;
import dev.plumbline.engine.tree.KnownAudits;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds out what the bounds of a run may be about. */
final class RunScope {

  private RunScope() {}

  /**
   * Returns what finds rows that ask nothing.
   *
   * @param audits the audits that there are
   * @param catalog the run's checkpoints
   * @param timesteps how many timesteps the longest schedule has; empty if one is not known
   * @param plan what the run does
   * @param providers the measurements that audits may ask for
   */
  static IdleRows rows(
      KnownAudits audits,
      CheckpointCatalog catalog,
      OptionalInt timesteps,
      RunPlan plan,
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers) {
    Map<String, Set<Class<? extends Measurement>>> measurements = plan.measurements();
    return new IdleRows(
        new IdleRows.Scope(
            audits.selected(), audits::others, layers(catalog), timesteps, checkpoints(catalog)),
        audit ->
            measurements.getOrDefault(audit, Set.of()).stream()
                .flatMap(type -> providers.get(type).conditionalMetrics().stream())
                .collect(Collectors.toSet()));
  }

  private static List<String> checkpoints(CheckpointCatalog catalog) {
    return catalog.names().stream()
        .filter(name -> !catalog.isControl(name) && !catalog.entry(name).isBroken())
        .toList();
  }

  /** Of a checkpoint that cannot be read no layer is known, so that none can be called wrong. */
  private static List<String> layers(CheckpointCatalog catalog) {
    Set<String> layers = new LinkedHashSet<>();
    for (String name : catalog.names()) {
      CheckpointCatalog.Entry entry = catalog.entry(name);
      if (entry.isBroken()) {
        return List.of();
      }
      Stream.concat(entry.layers().stream(), entry.refused().keySet().stream())
          .map(LayerName::path)
          .forEach(layers::add);
    }
    return List.copyOf(layers);
  }
}

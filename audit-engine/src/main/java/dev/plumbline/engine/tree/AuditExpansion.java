package dev.plumbline.engine.tree;

import dev.plumbline.api.LayerName;
import dev.plumbline.engine.config.AuditConfiguration;
import dev.plumbline.engine.plan.Glob;
import java.util.List;
import java.util.stream.Stream;

/**
 * Says what an audit is expanded over: checkpoints, their layers, and timesteps, by what the audit
 * says of itself and what the configuration narrows it to. What cannot be audited is expanded to a
 * broken leaf.
 */
final class AuditExpansion {

  /** Stands for checkpoints where the configuration has none, so that there is a leaf to fail. */
  private static final String NO_CHECKPOINT = "no-checkpoint";

  private final AuditConfiguration configuration;
  private final CheckpointCatalog catalog;

  AuditExpansion(AuditConfiguration configuration, CheckpointCatalog catalog) {
    this.configuration = configuration;
    this.catalog = catalog;
  }

  /** Returns the names of the checkpoints that every audit is expanded over. */
  List<String> checkpoints() {
    return catalog.names().isEmpty() ? List.of(NO_CHECKPOINT) : catalog.names();
  }

  /** A checkpoint that cannot be read, or one in which a glob matches nothing, is a broken leaf. */
  AuditNode checkpointNode(AuditNode.OfAudit parent, String checkpoint) {
    if (catalog.names().isEmpty()) {
      return BrokenLeaf.ofCheckpoint(
          parent, checkpoint, String.join("\n", configuration.problems()));
    }
    CheckpointCatalog.Entry entry = catalog.entry(checkpoint);
    if (entry.isBroken()) {
      return BrokenLeaf.ofCheckpoint(parent, checkpoint, checkpoint + ": " + entry.problem());
    }
    for (List<Glob> globs : List.of(parent.audit().layers(), configuration.layers())) {
      for (Glob glob : globs) {
        if (allLayers(entry).noneMatch(glob::matches)) {
          return BrokenLeaf.ofCheckpoint(
              parent,
              checkpoint,
              String.format(
                  "%s: no layer matches '%s'; its %d layers are %s",
                  checkpoint, glob, entry.layers().size(), entry.layers()));
        }
      }
    }
    return new AuditNode.OfCheckpoint(parent.getUniqueId(), parent.audit(), checkpoint);
  }

  private static Stream<LayerName> allLayers(CheckpointCatalog.Entry entry) {
    return Stream.concat(entry.layers().stream(), entry.refused().keySet().stream());
  }

  /** Returns the paths of the layers of a checkpoint that its audit is about. */
  List<String> layers(AuditNode.OfCheckpoint node) {
    CheckpointCatalog.Entry entry = catalog.entry(node.checkpoint());
    return Stream.of(entry.layers(), entry.refused().keySet())
        .map(
            layers ->
                layers.stream()
                    .filter(layer -> Glob.anyMatches(node.audit().layers(), layer))
                    .toList())
        .flatMap(layers -> configuration.layers(layers).stream())
        .map(LayerName::path)
        .toList();
  }

  /** A layer that cannot be located is a broken leaf. */
  AuditNode layerNode(AuditNode.OfCheckpoint parent, LayerName layer) {
    AuditNode.OfLayer node = new AuditNode.OfLayer(parent, layer);
    String refusal = catalog.entry(parent.checkpoint()).refused().get(layer);
    return refusal == null
        ? node
        : BrokenLeaf.ofLayer(parent, node, parent.checkpoint() + ", " + layer + ": " + refusal);
  }

  /** Returns the timesteps of an audit, as ids spell them. */
  List<String> timesteps(AuditMethod audit) {
    return configuration.timesteps(audit.timesteps()).stream().map(String::valueOf).toList();
  }
}

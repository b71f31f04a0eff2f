package dev.plumbline.engine.run;

import dev.plumbline.api.LayerName;
import dev.plumbline.engine.plan.Glob;
import dev.plumbline.engine.tree.AuditLeaf;
import dev.plumbline.engine.tree.CheckpointCatalog;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Finds layers that a checkpoint of the run has and one that is held against it has not: a layer
 * that is gone is worse than any. It has no leaf that could say so.
 */
final class LostLayers {

  /** A checkpoint, and one that it is held against. */
  private record Pair(String checkpoint, String reference) {}

  private final RunPlan plan;
  private final CheckpointCatalog catalog;
  private final List<Glob> selected;
  private final Function<String, Optional<String>> parents;

  /**
   * Makes it for a run.
   *
   * @param plan what the run does
   * @param catalog its checkpoints
   * @param selected the layers that the run is narrowed to; none if it is not
   * @param parents returns the name of a checkpoint's parent, if it has one
   */
  LostLayers(
      RunPlan plan,
      CheckpointCatalog catalog,
      List<Glob> selected,
      Function<String, Optional<String>> parents) {
    this.plan = plan;
    this.catalog = catalog;
    this.selected = selected;
    this.parents = parents;
  }

  /** Returns what makes the run red, a message for each checkpoint that lacks layers. */
  List<String> problems() {
    Map<String, List<String>> problems = new TreeMap<>();
    for (Pair pair : pairs()) {
      Set<String> lost = lost(pair);
      if (!lost.isEmpty()) {
        problems
            .computeIfAbsent(pair.checkpoint(), name -> new ArrayList<>())
            .add(
                String.format(
                    "%s FAILED: %s of %s %s gone: %s. If that is meant, name the layers that both"
                        + " have in audit.layers.",
                    pair.checkpoint(),
                    lost.size() == 1 ? "1 layer" : lost.size() + " layers",
                    pair.reference(),
                    lost.size() == 1 ? "is" : "are",
                    String.join(", ", lost)));
      }
    }
    return problems.values().stream().flatMap(List::stream).toList();
  }

  private Set<Pair> pairs() {
    Set<Pair> pairs = new LinkedHashSet<>();
    for (AuditLeaf leaf : plan.leaves()) {
      String checkpoint = leaf.subject().checkpoint();
      Set<String> references = new LinkedHashSet<>(plan.heldAgainst(leaf));
      if (leaf.audit().fidelity().isPresent()) {
        parents.apply(checkpoint).ifPresent(references::add);
      }
      references.remove(checkpoint);
      references.removeIf(catalog::isControl); // made of the checkpoint itself
      references.forEach(reference -> pairs.add(new Pair(checkpoint, reference)));
    }
    return pairs;
  }

  private Set<String> lost(Pair pair) {
    CheckpointCatalog.Entry entry = catalog.entry(pair.checkpoint());
    CheckpointCatalog.Entry reference = catalog.entry(pair.reference());
    Set<String> lost = new TreeSet<>();
    if (!entry.isBroken() && !reference.isBroken() && !catalog.isControl(pair.checkpoint())) {
      for (LayerName layer : reference.layers()) {
        boolean isSelected = selected.isEmpty() || Glob.anyMatches(selected, layer);
        if (isSelected && !entry.has(layer)) {
          lost.add(layer.toString());
        }
      }
    }
    return lost;
  }
}

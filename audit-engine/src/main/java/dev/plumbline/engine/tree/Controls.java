package dev.plumbline.engine.tree;

import dev.plumbline.engine.checkpoint.CheckpointFiles;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.redrawn.Redrawing;
import dev.plumbline.engine.config.AuditConfiguration;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The controls of a run. A control depends on the graph and not on its weights, so checkpoints that
 * have the same graph, such as a model and its fine-tune, share one.
 */
final class Controls {

  /** A way of redrawing, and the control that is made so. */
  private record Known(Redrawing redrawing, String control) {}

  private final List<CheckpointSpec> checkpoints = new ArrayList<>();
  private final List<Known> known = new ArrayList<>();
  private final Map<String, String> controls = new HashMap<>();

  private Controls() {}

  /**
   * Returns the controls that a configuration asks for. The checkpoints' graphs are read for it.
   *
   * @param configuration the configuration
   * @param checkpoints its checkpoints, where they lie on this machine
   */
  static Controls of(AuditConfiguration configuration, List<CheckpointSpec> checkpoints) {
    return configuration.hasControl()
        ? random(
            checkpoints, configuration.inputs().seed(), configuration.runOptions().probe().spill())
        : none(checkpoints);
  }

  private static Controls none(List<CheckpointSpec> checkpoints) {
    Controls none = new Controls();
    none.checkpoints.addAll(checkpoints);
    return none;
  }

  /**
   * Makes controls of random weights, each behind the first checkpoint that it is a control of. A
   * checkpoint that cannot be read is broken itself and gets none. Where it can be read and only
   * its weights cannot be redrawn, it gets a control, which the catalogue will find to be broken.
   *
   * @param checkpoints what the user named
   * @param seed what the weights are drawn from
   * @param folder where they are written to
   */
  private static Controls random(List<CheckpointSpec> checkpoints, long seed, Path folder) {
    Controls controls = new Controls();
    for (CheckpointSpec checkpoint : checkpoints) {
      controls.checkpoints.add(checkpoint);
      graph(checkpoint)
          .ifPresent(index -> controls.add(checkpoint, index, checkpoint.control(seed, folder)));
    }
    return controls;
  }

  private static Optional<GraphIndex> graph(CheckpointSpec checkpoint) {
    try {
      return Optional.of(GraphIndex.read(CheckpointFiles.resolve(checkpoint).unet()));
    } catch (UserError e) {
      return Optional.empty();
    }
  }

  private void add(CheckpointSpec checkpoint, GraphIndex index, CheckpointSpec control) {
    Optional<Redrawing> redrawing = redrawing(index);
    Optional<String> shared =
        redrawing.flatMap(
            own ->
                known.stream()
                    .filter(one -> one.redrawing().isOfTheSameGraph(own))
                    .map(Known::control)
                    .findFirst());
    controls.put(checkpoint.name(), shared.orElse(control.name()));
    if (shared.isEmpty()) {
      redrawing.ifPresent(own -> known.add(new Known(own, control.name())));
      checkpoints.add(control);
    }
  }

  private static Optional<Redrawing> redrawing(GraphIndex index) {
    try {
      return Optional.of(Redrawing.of(index));
    } catch (
        RuntimeException e) { // the catalogue finds the same, and says why the control is broken
      return Optional.empty();
    }
  }

  /** Returns the checkpoints of the run, controls among them. */
  List<CheckpointSpec> checkpoints() {
    return List.copyOf(checkpoints);
  }

  /** Returns the name of a checkpoint's control; empty if it has none, or is one itself. */
  Optional<String> of(String checkpoint) {
    return Optional.ofNullable(controls.get(checkpoint));
  }
}

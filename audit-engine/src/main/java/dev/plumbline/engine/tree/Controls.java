package dev.plumbline.engine.tree;

import dev.plumbline.engine.checkpoint.CheckpointFiles;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import dev.plumbline.engine.checkpoint.redrawn.Redrawing;
import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The controls of a run: for each graph among its checkpoints one, whatever weights it comes with.
 */
public final class Controls {

  /** A way of redrawing, and the control that is made so. */
  private record Known(Redrawing redrawing, String control) {}

  private final List<CheckpointSpec> checkpoints = new ArrayList<>();
  private final List<Known> known = new ArrayList<>();
  private final Map<String, String> controls = new HashMap<>();

  private Controls() {}

  /** Returns the controls of a run without any. */
  public static Controls none(List<CheckpointSpec> checkpoints) {
    Controls none = new Controls();
    none.checkpoints.addAll(checkpoints);
    return none;
  }

  /**
   * Makes controls of random weights, each behind the first checkpoint that it is a control of. A
   * checkpoint that cannot be read has none: that it cannot is said of itself. Where only its
   * weights cannot be redrawn, that is said of the control.
   *
   * @param checkpoints what the user named
   * @param seed what the weights are drawn from
   * @param folder where they are written to
   */
  public static Controls random(List<CheckpointSpec> checkpoints, long seed, Path folder) {
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
    } catch (RuntimeException e) { // the catalogue meets it again, and says it
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

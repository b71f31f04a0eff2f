package dev.plumbline.engine.measure.source;

import dev.plumbline.engine.measure.results.RunListener;
import dev.plumbline.engine.plan.CheckpointPlan;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The files of controls, each of which is there until it is measured. */
public final class ControlStore implements AutoCloseable {

  private final RunListener listener;
  private final Map<String, ControlFiles> controls = new ConcurrentHashMap<>();

  /**
   * Makes a store of no files.
   *
   * @param listener hears of files that are written
   */
  public ControlStore(RunListener listener) {
    this.listener = listener;
  }

  /** Makes a checkpoint ready to be read: writes a control's files. */
  public CheckpointPlan ready(CheckpointPlan plan) {
    ControlFiles files =
        controls.computeIfAbsent(
            plan.checkpoint().name(), name -> ControlFiles.of(plan.checkpoint(), listener));
    return plan.at(files.checkpoint());
  }

  /** Deletes the files of a checkpoint, if it is a control. */
  public void delete(String checkpoint) {
    ControlFiles files = controls.remove(checkpoint);
    if (files != null) {
      files.close();
    }
  }

  @Override
  public void close() {
    List.copyOf(controls.keySet()).forEach(this::delete);
  }
}

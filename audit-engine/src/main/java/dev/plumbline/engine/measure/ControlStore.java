package dev.plumbline.engine.measure;

import dev.plumbline.engine.measure.results.RunListener;
import dev.plumbline.engine.measure.source.ControlFiles;
import dev.plumbline.engine.plan.CheckpointPlan;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The files of controls, each of which is there until it is measured. */
final class ControlStore implements AutoCloseable {

  private final RunListener listener;
  private final Map<String, ControlFiles> controls = new ConcurrentHashMap<>();

  ControlStore(RunListener listener) {
    this.listener = listener;
  }

  /** Makes a checkpoint ready to be read: writes a control's files. */
  CheckpointPlan ready(CheckpointPlan plan) {
    ControlFiles files =
        controls.computeIfAbsent(
            plan.checkpoint().name(), name -> ControlFiles.of(plan.checkpoint(), listener));
    return plan.at(files.checkpoint());
  }

  /** Deletes the files of a checkpoint, if it is a control. */
  void delete(String checkpoint) {
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

package dev.plumbline.engine.measure;

import dev.plumbline.engine.measure.chunks.ChunkTask;
import dev.plumbline.engine.measure.session.SessionException;
import dev.plumbline.engine.measure.source.OpenedFacts;

/** Measures a checkpoint that is open, on one device. */
interface CheckpointMeasurer extends AutoCloseable {

  /** Returns the same checkpoint, on the same inputs, for another device or another thread. */
  CheckpointMeasurer on(MeasuringDevice device);

  /** Returns what is known of the checkpoint now that it is open. */
  OpenedFacts opened();

  /**
   * Measures the planned layers at one timestep.
   *
   * @throws SessionException if ONNX Runtime fails
   * @throws dev.plumbline.engine.plan.UserError if it cannot be measured
   */
  MeasuredPart measure(int timestep) throws SessionException;

  /**
   * Measures some chunks of one timestep, and keeps them in the task's folder.
   *
   * @param task which chunks
   * @return what could not be measured; nothing else is in it
   * @throws SessionException if ONNX Runtime fails
   * @throws dev.plumbline.engine.plan.UserError if they cannot be measured, or kept
   */
  MeasuredPart measure(ChunkTask task) throws SessionException;

  /**
   * Makes sure that what was measured is still what was opened.
   *
   * @throws dev.plumbline.engine.plan.UserError if the network's files were changed
   */
  void refuseChange();

  @Override
  void close() throws SessionException;
}

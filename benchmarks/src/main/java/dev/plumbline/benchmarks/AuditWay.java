package dev.plumbline.benchmarks;

import dev.plumbline.engine.measure.OpenedCheckpoint;
import dev.plumbline.engine.measure.session.SessionException;

/** Measures as an audit run does, noise and verdict mathematics included. */
final class AuditWay implements Way {

  private final OpenedCheckpoint checkpoint;
  private final Setup setup;

  AuditWay(OpenedCheckpoint checkpoint, Setup setup) {
    this.checkpoint = checkpoint;
    this.setup = setup;
  }

  /** The shapes were found with a full and a cropped run; this allocates what heads need. */
  @Override
  public void warmUp() throws SessionException {
    checkpoint.predictedNoise(0, setup.timestep());
  }

  @Override
  public void run() throws SessionException {
    setup.requireAll(checkpoint.measure(setup.timestep()));
  }

  @Override
  public float[] predictedNoise(int image) throws SessionException {
    return checkpoint.predictedNoise(image, setup.timestep());
  }

  /** The session is the checkpoint's, which whoever opened it closes. */
  @Override
  public void close() {}
}

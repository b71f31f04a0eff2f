package dev.plumbline.engine.measure.probe.softmax;

import ai.onnxruntime.OrtException;
import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.engine.measure.session.SessionException;
import dev.plumbline.engine.measure.session.Sessions;
import dev.plumbline.engine.runtime.OnnxRuntime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * What the softmax probes of one pass share: the place for their training tokens, a session for
 * each grid, and how many may be trained at once.
 */
public final class SoftmaxWorkshop implements AutoCloseable {

  /** The height and width of a layer, in tokens. */
  private record Grid(int height, int width) {}

  /** A piece of work with a training step. */
  @FunctionalInterface
  interface Work<R> {
    R apply(SoftmaxStep step) throws OrtException;
  }

  private final long seed;
  private final TokenSpill spill;
  private final TrainingProgress progress;
  private final int threads;
  private final Semaphore places;
  private final List<SoftmaxTraining> made = new ArrayList<>();
  private final Map<Grid, SoftmaxStep> steps = new HashMap<>();
  private boolean closed;

  /**
   * Makes a workshop. Nothing is opened yet.
   *
   * @param seed the seed of initial weights and of the order of tokens
   * @param threads how many probes may be trained at once
   * @param spill where training tokens are kept; closed with the workshop
   * @param progress hears of every step
   */
  public SoftmaxWorkshop(long seed, int threads, TokenSpill spill, TrainingProgress progress) {
    this.seed = seed;
    this.spill = spill;
    this.progress = progress;
    this.threads = threads;
    this.places = new Semaphore(threads);
  }

  /** Makes the training of a layer's probe. */
  synchronized SoftmaxTraining training(LayerShape shape) {
    SoftmaxTraining training = new SoftmaxTraining(shape, this);
    made.add(training);
    return training;
  }

  long seed() {
    return seed;
  }

  TokenSpill spill() {
    return spill;
  }

  TrainingProgress progress() {
    return progress;
  }

  /** Does a layer's training when there is a place for it. */
  <R> R atWork(LayerShape shape, Work<R> work) {
    begin();
    places.acquireUninterruptibly();
    try {
      return work.apply(step(new Grid(shape.height(), shape.width())));
    } catch (OrtException e) {
      throw Sessions.failure(shape.layer() + ": training the softmax probe", e);
    } finally {
      places.release();
    }
  }

  /**
   * Counts what is to be done before the first of it is: then every training image is in. Of a
   * layer's trainings those are trained that the others were merged into, of chunks or of folds.
   */
  private synchronized void begin() {
    Map<LayerShape, Integer> deepest = new HashMap<>();
    made.forEach(training -> deepest.merge(training.shape(), training.depth(), Math::max));
    made.stream()
        .filter(training -> training.depth() == deepest.get(training.shape()))
        .mapToLong(SoftmaxTraining::steps)
        .filter(steps -> steps > 0)
        .forEach(progress::expect);
    made.clear();
  }

  private synchronized SoftmaxStep step(Grid grid) throws OrtException {
    if (closed) {
      throw new IllegalStateException("The pass is over");
    }
    SoftmaxStep step = steps.get(grid);
    if (step == null) {
      step = SoftmaxStep.open(OnnxRuntime.environment(), grid.height(), grid.width());
      steps.put(grid, step);
    }
    return step;
  }

  /** Waits for what is being trained: if one layer broke the pass off, others may be at work. */
  @Override
  public void close() throws SessionException {
    places.acquireUninterruptibly(threads);
    try {
      closeAll();
    } catch (OrtException e) {
      throw new SessionException(e);
    } finally {
      places.release(threads);
    }
  }

  private synchronized void closeAll() throws OrtException {
    closed = true;
    spill.close();
    for (SoftmaxStep step : steps.values()) {
      step.close();
    }
  }
}

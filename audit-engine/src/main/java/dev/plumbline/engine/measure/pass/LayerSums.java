package dev.plumbline.engine.measure.pass;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.ImageFigures;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.LinearClassifier;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.api.spi.ScatterSums;
import dev.plumbline.engine.measure.heads.ScatterSumming;
import java.util.Optional;

/**
 * One measurement of one layer while it is being summed. What a provider's accumulator throws fails
 * this measurement of this layer and nothing else.
 */
final class LayerSums {

  private final LayerRun run;
  private final MeasurementProvider<?> provider;
  private Accumulator<? extends Measurement> accumulator;
  private RuntimeException failure;

  /** Whether nothing was done with the accumulator yet. */
  private boolean isNew = true;

  private LayerSums(LayerRun run, MeasurementProvider<?> provider) {
    this.run = run;
    this.provider = provider;
  }

  /** Makes sums that have no image. */
  static LayerSums of(LayerRun run, MeasurementProvider<?> provider) {
    LayerSums sums = new LayerSums(run, provider);
    sums.attempt(() -> sums.accumulator = provider.accumulator(run));
    return sums;
  }

  /** Makes sums of the same layer and measurement that have no image. */
  LayerSums ofChunk() {
    if (failure == null) {
      return of(run, provider);
    }
    LayerSums failed = new LayerSums(run, provider);
    failed.fail(failure);
    return failed;
  }

  /** Makes sums of the same layer and measurement that have what was measured elsewhere. */
  LayerSums ofChunk(PassSums.Sum sum) {
    LayerSums sums = new LayerSums(run, provider);
    sums.accumulator = sum.accumulator();
    sums.failure = sum.failure();
    return sums;
  }

  /** Adds the sums of the next chunk, which are given up for it. */
  void append(LayerSums chunk) {
    if (isNew && failure == null && chunk.failure == null) {
      accumulator = chunk.accumulator;
      isNew = false;
    } else {
      merge(chunk);
    }
  }

  LayerRun run() {
    return run;
  }

  LayerName layer() {
    return run.shape().layer();
  }

  void add(ImageFigures image) {
    isNew = false;
    attempt(() -> accumulator.add(image));
  }

  /** Adds second moments that were summed over images, if the measurement asks for such. */
  void addSums(ScatterSums sums) {
    if (ScatterSumming.concerns(provider)) {
      attempt(() -> accumulator.addSums(sums));
    }
  }

  Optional<LinearClassifier> fit() {
    isNew = false;
    if (failure == null) {
      try {
        return accumulator.fit();
      } catch (RuntimeException e) {
        fail(e);
      }
    }
    return Optional.empty();
  }

  /** Adds what other sums of the same measurement and layer have; if those failed, so do these. */
  void merge(LayerSums other) {
    isNew = false;
    if (failure == null && other.failure != null) {
      fail(other.failure);
    }
    attempt(() -> merge(accumulator, other.accumulator));
  }

  @SuppressWarnings("unchecked") // both are of one provider
  private static <M extends Measurement> void merge(Accumulator<M> one, Accumulator<?> other) {
    one.merge((Accumulator<M>) other);
  }

  Class<? extends Measurement> type() {
    return provider.type();
  }

  /** Returns what has been measured so far, or nothing if that says too little yet. */
  Optional<Measurement> soFar() {
    if (failure != null) {
      return Optional.empty();
    }
    try {
      return Optional.of(accumulator.measurement());
    } catch (RuntimeException e) { // it may need more images, and is asked again
      return Optional.empty();
    }
  }

  /** Returns what was summed. */
  PassSums.Sum sum() {
    return new PassSums.Sum(run, type(), accumulator, failure);
  }

  void fail(RuntimeException cause) {
    failure = cause;
  }

  private void attempt(Runnable step) {
    if (failure == null) {
      try {
        step.run();
      } catch (RuntimeException e) {
        fail(e);
      }
    }
  }
}

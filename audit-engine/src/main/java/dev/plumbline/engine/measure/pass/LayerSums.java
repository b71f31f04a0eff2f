package dev.plumbline.engine.measure.pass;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.ImageFigures;
import dev.plumbline.api.spi.LinearClassifier;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.measure.heads.MeasuredLayer;
import dev.plumbline.engine.measure.results.CheckpointResults;
import java.util.Optional;

/**
 * One measurement of one layer while it is being summed. What a provider's accumulator throws fails
 * this measurement of this layer and nothing else.
 */
final class LayerSums {

  private final MeasuredLayer layer;
  private final Class<? extends Measurement> type;
  private final Accumulator<? extends Measurement> accumulator;
  private Measurement measurement;
  private RuntimeException failure;

  private LayerSums(
      MeasuredLayer layer,
      Class<? extends Measurement> type,
      Accumulator<? extends Measurement> accumulator) {
    this.layer = layer;
    this.type = type;
    this.accumulator = accumulator;
  }

  static LayerSums of(MeasuredLayer layer, MeasurementProvider<?> provider) {
    try {
      return new LayerSums(layer, provider.type(), provider.accumulator(layer.run()));
    } catch (RuntimeException e) {
      LayerSums failed = new LayerSums(layer, provider.type(), null);
      failed.fail(e);
      return failed;
    }
  }

  MeasuredLayer measured() {
    return layer;
  }

  LayerName layer() {
    return layer.tap().layer();
  }

  void add(ImageFigures image) {
    attempt(() -> accumulator.add(image));
  }

  Optional<LinearClassifier> fit() {
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
    return type;
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

  void finish() {
    attempt(() -> measurement = accumulator.measurement());
  }

  void put(int timestep, CheckpointResults results) {
    if (failure == null) {
      results.put(timestep, layer(), type, measurement);
    } else {
      results.failed(timestep, layer(), type, failure);
    }
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

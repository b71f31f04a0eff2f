package dev.plumbline.api.spi;

import dev.plumbline.api.Measurement;
import java.util.Set;

/**
 * Makes one type of {@link Measurement} available to audit methods. Registered as a service ({@link
 * java.util.ServiceLoader}); the built-in measurements come the same way.
 *
 * @param <M> the measurement
 */
public interface MeasurementProvider<M extends Measurement> {

  /** Returns the type audit methods name as a parameter. */
  Class<M> type();

  /** Returns which figures of each image the accumulators need. Ask for no more: they cost time. */
  Set<Figure> figures();

  /**
   * Makes an empty accumulator. Where several devices measure, several threads ask at once; an
   * accumulator is used by one thread at a time, but those of different layers by several at once.
   *
   * @param run the layer, its shape, and what cannot be had of it
   */
  Accumulator<M> accumulator(LayerRun run);
}

package dev.plumbline.api.spi;

import dev.plumbline.api.Measurement;
import java.util.Optional;
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

  /**
   * Says how the measurement is held against that of the run's control. In a run with {@code
   * audit.control=random} the control is then measured too, at every layer and timestep at which an
   * audit of one of its checkpoints asks for the measurement, and audits get the checkpoint's
   * measurement completed with the control's. A control itself is held against nothing.
   *
   * @return the comparison; by default none, and the control is measured only for audits of its own
   */
  default Optional<ControlComparison<M>> controlComparison() {
    return Optional.empty();
  }

  /**
   * Says how the measurement is held against that of the checkpoint's parent. In a run with {@code
   * audit.parent=NAME} the parent is then measured too, at every layer and timestep at which an
   * audit of another checkpoint asks for the measurement, and audits get the checkpoint's
   * measurement completed with the parent's. The parent itself and controls are held against
   * nothing.
   *
   * @return the comparison; by default none
   */
  default Optional<ParentComparison<M>> parentComparison() {
    return Optional.empty();
  }

  /**
   * Returns the names of metrics that the measurement has only where parameters of a run say so, as
   * the position probe's depend on {@code audit.probe}. A bounds file may have rows for them in
   * every run; a row for any other metric that an audit does not have is taken for misspelt.
   *
   * @return the names; by default none
   */
  default Set<String> conditionalMetrics() {
    return Set.of();
  }
}

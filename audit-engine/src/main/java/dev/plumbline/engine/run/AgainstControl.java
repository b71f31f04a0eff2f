package dev.plumbline.engine.run;

import dev.plumbline.api.Measurement;
import dev.plumbline.api.Subject;
import dev.plumbline.api.spi.ControlComparison;
import dev.plumbline.api.spi.MeasurementProvider;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Completes what was measured of checkpoints with what was measured of their controls. */
final class AgainstControl {

  /** Knows what was measured. */
  @FunctionalInterface
  interface Measured {

    /**
     * Returns a measurement.
     *
     * @throws RuntimeException whatever kept it from being measured
     */
    Measurement of(Subject subject, Class<? extends Measurement> type);
  }

  private final Function<String, Optional<String>> controls;
  private final Map<Class<? extends Measurement>, MeasurementProvider<?>> providers;
  private final Measured measured;

  /**
   * Makes it for a run.
   *
   * @param controls returns the name of a checkpoint's control, if it has one
   * @param providers the measurements that the run may ask for
   * @param measured knows what was measured of controls
   */
  AgainstControl(
      Function<String, Optional<String>> controls,
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers,
      Measured measured) {
    this.controls = controls;
    this.providers = providers;
    this.measured = measured;
  }

  /**
   * Adds to a measurement what only a control can tell.
   *
   * @param subject what was measured
   * @param measurement the measurement
   * @param type the type under which it was asked for
   * @return the measurement, completed if it is one of those that are held against controls
   */
  Measurement complete(
      Subject subject, Measurement measurement, Class<? extends Measurement> type) {
    Optional<Subject> control =
        controls
            .apply(subject.checkpoint())
            .map(name -> new Subject(name, subject.layer(), subject.timestep()));
    return control.isEmpty()
        ? measurement
        : complete(control.get(), measurement, providers.get(type));
  }

  private <M extends Measurement> Measurement complete(
      Subject control, Measurement measurement, MeasurementProvider<M> provider) {
    Optional<ControlComparison<M>> comparison = provider.controlComparison();
    if (comparison.isEmpty()) {
      return measurement;
    }
    M own = provider.type().cast(measurement);
    try {
      M theirs = provider.type().cast(measured.of(control, provider.type()));
      return comparison.get().against().apply(own, theirs);
    } catch (RuntimeException e) { // what the control lacks is no fault of the checkpoint's
      return comparison.get().withoutControl().apply(own, "there is no control: " + e.getMessage());
    }
  }
}

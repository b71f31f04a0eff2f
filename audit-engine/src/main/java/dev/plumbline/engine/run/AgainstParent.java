package dev.plumbline.engine.run;

import dev.plumbline.api.Measurement;
import dev.plumbline.api.Subject;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.api.spi.ParentComparison;
import dev.plumbline.engine.run.AgainstControl.Measured;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Completes what was measured of checkpoints with what was measured of their parent. */
final class AgainstParent {

  private final Function<String, Optional<String>> parents;
  private final Map<Class<? extends Measurement>, MeasurementProvider<?>> providers;
  private final Measured measured;

  /**
   * Makes it for a run.
   *
   * @param parents returns the name of a checkpoint's parent, if it has one
   * @param providers the measurements that the run may ask for
   * @param measured knows what was measured of the parent
   */
  AgainstParent(
      Function<String, Optional<String>> parents,
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers,
      Measured measured) {
    this.parents = parents;
    this.providers = providers;
    this.measured = measured;
  }

  /**
   * Adds to a measurement what only the parent can tell.
   *
   * @param subject what was measured
   * @param measurement the measurement
   * @param type the type under which it was asked for
   * @return the measurement, completed if it is one of those that are held against parents
   */
  Measurement complete(
      Subject subject, Measurement measurement, Class<? extends Measurement> type) {
    Optional<Subject> parent =
        parents
            .apply(subject.checkpoint())
            .map(name -> new Subject(name, subject.layer(), subject.timestep()));
    return parent.isEmpty()
        ? measurement
        : complete(parent.get(), measurement, providers.get(type));
  }

  private <M extends Measurement> Measurement complete(
      Subject parent, Measurement measurement, MeasurementProvider<M> provider) {
    Optional<ParentComparison<M>> comparison = provider.parentComparison();
    if (comparison.isEmpty()) {
      return measurement;
    }
    M own = provider.type().cast(measurement);
    M theirs;
    try {
      theirs = provider.type().cast(measured.of(parent, provider.type()));
    } catch (RuntimeException e) { // what the parent lacks is no fault of the checkpoint's
      String reason = "the parent has no measurement: " + e.getMessage();
      return comparison.get().withoutParent().apply(own, reason);
    }
    return comparison.get().against().apply(own, theirs);
  }
}

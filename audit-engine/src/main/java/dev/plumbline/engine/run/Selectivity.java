package dev.plumbline.engine.run;

import dev.plumbline.api.Measurement;
import dev.plumbline.api.PositionProbe;
import dev.plumbline.api.Subject;
import dev.plumbline.engine.tree.CheckpointCatalog;
import java.util.Optional;
import java.util.function.Function;

/** Holds what is measured of a checkpoint against its control. */
final class Selectivity {

  private final CheckpointCatalog catalog;
  private final Function<Subject, PositionProbe> probes;

  /**
   * Makes it for a run.
   *
   * @param catalog the run's checkpoints
   * @param probes the measured probe of a subject; throws if there is none
   */
  Selectivity(CheckpointCatalog catalog, Function<Subject, PositionProbe> probes) {
    this.catalog = catalog;
    this.probes = probes;
  }

  /**
   * Adds to a measurement what only a control can tell.
   *
   * @param subject what was measured
   * @param measurement the measurement
   * @return the measurement, changed if it is one of those of which a control tells something
   */
  Measurement of(Subject subject, Measurement measurement) {
    Optional<String> control = catalog.controlOf(subject.checkpoint());
    if (control.isEmpty() || !(measurement instanceof PositionProbe probe)) {
      return measurement;
    }
    try {
      return probe.against(
          probes.apply(new Subject(control.get(), subject.layer(), subject.timestep())));
    } catch (RuntimeException e) { // what the control lacks is no fault of the checkpoint's
      return probe.withoutControl("there is no control: " + e.getMessage());
    }
  }
}

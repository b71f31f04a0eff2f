package dev.plumbline.engine.run;

import dev.plumbline.api.Gate;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.Subject;
import dev.plumbline.engine.measure.results.CheckpointResults;
import dev.plumbline.engine.tree.AuditMethod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Calls audit methods with what was measured. */
final class AuditCalls {

  private final Completing completing;

  /** Adds to measurements what only other checkpoints of the run can tell. */
  @FunctionalInterface
  interface Completing {

    /**
     * Completes a measurement.
     *
     * @param subject what was measured
     * @param measurement the measurement
     * @param type the type under which it was asked for
     */
    Measurement complete(
        Subject subject, Measurement measurement, Class<? extends Measurement> type);
  }

  /**
   * Makes calls.
   *
   * @param completing adds what only other checkpoints can tell
   */
  AuditCalls(Completing completing) {
    this.completing = completing;
  }

  /**
   * Calls an audit.
   *
   * @param audit the audit
   * @param subject what it is called for
   * @param measured what the subject's checkpoint was measured to be so far
   * @param gate takes the audit's checks, and records all metrics of its measurements
   */
  void call(AuditMethod audit, Subject subject, CheckpointResults measured, Gate gate) {
    Map<Class<?>, Measurement> measurements = measurements(audit, subject, measured, gate);
    audit.invoke(type -> argument(type, gate, subject, measurements));
  }

  /** Gets an audit's measurements and records all that there are, even if one cannot be had. */
  private Map<Class<?>, Measurement> measurements(
      AuditMethod audit, Subject subject, CheckpointResults measured, Gate gate) {
    Map<Class<?>, Measurement> measurements = new LinkedHashMap<>();
    List<RuntimeException> failures = new ArrayList<>();
    for (Class<? extends Measurement> type : audit.measurements()) {
      try {
        Measurement measurement =
            completing.complete(
                subject, measured.measurement(subject.timestep(), subject.layer(), type), type);
        measurement.metrics().forEach(gate::record);
        measurements.put(type, measurement);
      } catch (RuntimeException e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
    return measurements;
  }

  private static Object argument(
      Class<?> type, Gate gate, Subject subject, Map<Class<?>, Measurement> measurements) {
    if (type == Gate.class) {
      return gate;
    }
    return type == Subject.class ? subject : measurements.get(type);
  }
}

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
import java.util.function.Function;

/** Calls audit methods with what was measured. */
final class AuditCalls {

  private final Function<String, CheckpointResults> results;
  private final Selectivity selectivity;

  /**
   * Makes calls.
   *
   * @param results returns what a checkpoint was measured to be, or throws what kept it from that
   * @param selectivity adds what only a control can tell
   */
  AuditCalls(Function<String, CheckpointResults> results, Selectivity selectivity) {
    this.results = results;
    this.selectivity = selectivity;
  }

  void call(AuditMethod audit, Subject subject, Gate gate) {
    call(audit, subject, results.apply(subject.checkpoint()), gate);
  }

  /** Calls an audit with what its checkpoint was measured to be so far. */
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
            selectivity.of(
                subject, measured.measurement(subject.timestep(), subject.layer(), type));
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

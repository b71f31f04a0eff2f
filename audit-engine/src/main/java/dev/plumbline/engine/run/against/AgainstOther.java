package dev.plumbline.engine.run.against;

import dev.plumbline.api.Measurement;
import dev.plumbline.api.Subject;
import dev.plumbline.api.spi.MeasurementProvider;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * Completes what was measured of checkpoints with what was measured of another one at the same
 * layer and timestep.
 */
public abstract class AgainstOther {

  /** What checkpoints are held against. */
  @FunctionalInterface
  public interface Other {

    /**
     * Returns what it has at the same layer and timestep.
     *
     * @param subject the checkpoint's own
     * @param type the measurement's type
     * @throws RuntimeException whatever kept it from being measured
     */
    Measurement measurement(Subject subject, Class<? extends Measurement> type);

    /**
     * Returns another checkpoint of the run.
     *
     * @param name its name
     * @param measured knows what was measured of it
     */
    static Other ofRun(String name, Other measured) {
      return (subject, type) ->
          measured.measurement(new Subject(name, subject.layer(), subject.timestep()), type);
    }
  }

  /**
   * How a provider has its measurement completed.
   *
   * @param against completes a measurement, the first, with the other checkpoint's
   * @param without completes one of which the other checkpoint has no counterpart, and is told why
   */
  record Comparison<M extends Measurement>(
      BinaryOperator<M> against, BiFunction<M, String, M> without) {}

  private final Function<String, Optional<Other>> others;
  private final Map<Class<? extends Measurement>, MeasurementProvider<?>> providers;
  private final String lacking;

  /**
   * Makes it for a run.
   *
   * @param others returns what a checkpoint is held against, by its name, if it is
   * @param providers the measurements that the run may ask for
   * @param lacking what is said before the reason where the other one has no measurement
   */
  AgainstOther(
      Function<String, Optional<Other>> others,
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers,
      String lacking) {
    this.others = others;
    this.providers = providers;
    this.lacking = lacking;
  }

  /** Returns how a provider has its measurement completed, if it has. */
  abstract <M extends Measurement> Optional<Comparison<M>> comparison(
      MeasurementProvider<M> provider);

  /**
   * Adds to a measurement what only the other checkpoint can tell.
   *
   * @param subject what was measured
   * @param measurement the measurement
   * @param type the type under which it was asked for
   * @return the measurement, completed if it is one of those that are held against others
   */
  public final Measurement complete(
      Subject subject, Measurement measurement, Class<? extends Measurement> type) {
    return complete(subject, measurement, providers.get(type));
  }

  private <M extends Measurement> Measurement complete(
      Subject subject, Measurement measurement, MeasurementProvider<M> provider) {
    Optional<Comparison<M>> comparison = comparison(provider);
    Optional<Other> other = others.apply(subject.checkpoint());
    if (comparison.isEmpty() || other.isEmpty()) {
      return measurement;
    }
    M own = provider.type().cast(measurement);
    M theirs;
    try {
      theirs = provider.type().cast(other.get().measurement(subject, provider.type()));
    } catch (RuntimeException e) { // what the other one lacks is no fault of the checkpoint's
      return comparison.get().without().apply(own, lacking + ": " + e.getMessage());
    }
    return comparison.get().against().apply(own, theirs);
  }
}

package dev.plumbline.engine.measure;

import ai.onnxruntime.OrtException;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.PositionProbe;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.plan.ProbeOptions;
import dev.plumbline.engine.plan.RunOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The providers of one pass. A probe that needs more than sums has its provider, with what that
 * holds, for the pass alone, in the place of the registered one.
 */
final class PassProviders implements AutoCloseable {

  private final Map<Class<? extends Measurement>, MeasurementProvider<?>> providers;
  private final Optional<SoftmaxWorkshop> workshop;

  private PassProviders(
      Map<Class<? extends Measurement>, MeasurementProvider<?>> registered,
      Optional<SoftmaxWorkshop> workshop) {
    this.providers = new HashMap<>(registered);
    this.workshop = workshop;
    workshop.ifPresent(
        shared -> providers.put(PositionProbe.class, new SoftmaxProbeProvider(shared)));
  }

  /**
   * Makes the providers of a pass.
   *
   * @param registered the registered ones
   * @param options the run's options
   * @param seed the run's seed
   * @param pass the checkpoint and the timestep, for people
   * @param listener hears how training goes
   */
  static PassProviders of(
      Map<Class<? extends Measurement>, MeasurementProvider<?>> registered,
      RunOptions options,
      long seed,
      String pass,
      RunListener listener) {
    ProbeOptions probe = options.probe();
    return new PassProviders(
        registered,
        probe.kind() == ProbeOptions.Kind.SOFTMAX
            ? Optional.of(
                SoftmaxWorkshop.of(seed, options.threads(), probe.spill(), pass, listener))
            : Optional.empty());
  }

  /** Returns the providers by the type they provide. */
  Map<Class<? extends Measurement>, MeasurementProvider<?>> byType() {
    return providers;
  }

  @Override
  public void close() throws OrtException {
    if (workshop.isPresent()) {
      workshop.get().close();
    }
  }
}

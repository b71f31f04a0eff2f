package dev.plumbline.engine.measure;

import dev.plumbline.api.Measurement;
import dev.plumbline.api.PositionProbe;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.measure.probe.softmax.SoftmaxProbeProvider;
import dev.plumbline.engine.measure.probe.softmax.SoftmaxWorkshop;
import dev.plumbline.engine.measure.session.SessionException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The providers of one pass. A probe that needs more than sums has its provider, with what that
 * holds, for the pass alone, in the place of the registered one.
 */
final class PassMeasurements implements AutoCloseable {

  private final Map<Class<? extends Measurement>, MeasurementProvider<?>> providers;
  private final Optional<SoftmaxWorkshop> workshop;

  /**
   * Makes the providers of a pass.
   *
   * @param registered the registered ones
   * @param workshop what the pass's softmax probes share, closed with the pass; empty for the
   *     registered probe
   */
  PassMeasurements(
      Map<Class<? extends Measurement>, MeasurementProvider<?>> registered,
      Optional<SoftmaxWorkshop> workshop) {
    this.providers = new HashMap<>(registered);
    this.workshop = workshop;
    workshop.ifPresent(
        shared -> providers.put(PositionProbe.class, new SoftmaxProbeProvider(shared)));
  }

  /** Returns the providers by the type they provide. */
  Map<Class<? extends Measurement>, MeasurementProvider<?>> byType() {
    return providers;
  }

  @Override
  public void close() throws SessionException {
    if (workshop.isPresent()) {
      workshop.get().close();
    }
  }
}

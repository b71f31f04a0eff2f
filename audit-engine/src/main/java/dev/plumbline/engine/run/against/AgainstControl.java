package dev.plumbline.engine.run.against;

import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.MeasurementProvider;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Completes what was measured of checkpoints with what was measured of their control. */
public final class AgainstControl extends AgainstOther {

  /**
   * Makes it for a run.
   *
   * @param controls returns the control of a checkpoint, by its name, if it has one
   * @param providers the measurements that the run may ask for
   */
  public AgainstControl(
      Function<String, Optional<Other>> controls,
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers) {
    super(controls, providers, "there is no control");
  }

  @Override
  <M extends Measurement> Optional<Comparison<M>> comparison(MeasurementProvider<M> provider) {
    return provider
        .controlComparison()
        .map(given -> new Comparison<>(given.against(), given.withoutControl()));
  }
}

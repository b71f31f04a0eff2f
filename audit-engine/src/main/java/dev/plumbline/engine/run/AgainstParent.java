package dev.plumbline.engine.run;

import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.MeasurementProvider;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Completes what was measured of checkpoints with what was measured of their parent. */
final class AgainstParent extends AgainstOther {

  /**
   * Makes it for a run.
   *
   * @param parents returns the name of a checkpoint's parent, if it has one
   * @param providers the measurements that the run may ask for
   * @param measured knows what was measured of parents
   */
  AgainstParent(
      Function<String, Optional<String>> parents,
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers,
      Measured measured) {
    super(parents, providers, measured, "the parent has no measurement");
  }

  @Override
  <M extends Measurement> Optional<Comparison<M>> comparison(MeasurementProvider<M> provider) {
    return provider
        .parentComparison()
        .map(given -> new Comparison<>(given.against(), given.withoutParent()));
  }
}

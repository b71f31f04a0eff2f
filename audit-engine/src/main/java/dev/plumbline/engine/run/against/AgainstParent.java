package dev.plumbline.engine.run.against;

import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.MeasurementProvider;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Completes what was measured of checkpoints with what was measured of their parent. */
public final class AgainstParent extends AgainstOther {

  /**
   * Makes it for a run.
   *
   * @param parents returns what a checkpoint is held against, by its name: its parent or its
   *     baseline, if it has one
   * @param providers the measurements that the run may ask for
   */
  public AgainstParent(
      Function<String, Optional<Other>> parents,
      Map<Class<? extends Measurement>, MeasurementProvider<?>> providers) {
    super(parents, providers, "there is nothing to hold it against");
  }

  @Override
  <M extends Measurement> Optional<Comparison<M>> comparison(MeasurementProvider<M> provider) {
    return provider
        .parentComparison()
        .map(given -> new Comparison<>(given.against(), given.withoutParent()));
  }
}

package dev.plumbline.engine.measure;

import dev.plumbline.api.Direction;
import dev.plumbline.api.FiniteActivations;
import dev.plumbline.api.Metric;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.ImageFigures;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.MeasurementProvider;
import java.util.Set;

/** Provides {@link FiniteActivations}. */
public final class FiniteActivationsProvider implements MeasurementProvider<FiniteActivations> {

  @Override
  public Class<FiniteActivations> type() {
    return FiniteActivations.class;
  }

  @Override
  public Set<Figure> figures() {
    return Set.of(Figure.NON_FINITE);
  }

  @Override
  public Accumulator<FiniteActivations> accumulator(LayerRun run) {
    return new Counter();
  }

  private static final class Counter implements Accumulator<FiniteActivations> {
    private long nonFinite;
    private long values;

    @Override
    public void add(ImageFigures image) {
      nonFinite += image.nonFinite();
      values += (long) image.shape().channels() * image.shape().tokens();
    }

    @Override
    public void merge(Accumulator<FiniteActivations> accumulator) {
      Counter other = (Counter) accumulator;
      nonFinite += other.nonFinite;
      values += other.values;
    }

    @Override
    public FiniteActivations measurement() {
      return new FiniteActivations(
          Metric.of("finite.non_finite", (double) nonFinite, values, Direction.HIGHER));
    }
  }
}

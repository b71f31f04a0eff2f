package dev.plumbline.engine.measure.finite;

import dev.plumbline.api.Direction;
import dev.plumbline.api.FiniteActivations;
import dev.plumbline.api.Metric;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.ContributionCollector;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.ImageFigures;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import java.io.IOException;
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
    private final ContributionCollector contributions = new ContributionCollector();

    @Override
    public void add(ImageFigures image) {
      nonFinite += image.nonFinite();
      contributions.add(image, image.nonFinite());
      values += (long) image.shape().channels() * image.shape().tokens();
    }

    @Override
    public void merge(Accumulator<FiniteActivations> accumulator) {
      Counter other = (Counter) accumulator;
      nonFinite += other.nonFinite;
      values += other.values;
      contributions.merge(other.contributions);
    }

    @Override
    public void write(StateWriter to) throws IOException {
      to.writeLong(nonFinite);
      to.writeLong(values);
      contributions.write(to);
    }

    @Override
    public void read(StateReader from) throws IOException {
      nonFinite = from.readLong(0, Long.MAX_VALUE);
      values = from.readLong(0, Long.MAX_VALUE);
      contributions.read(from);
    }

    @Override
    public FiniteActivations measurement() {
      Metric metric = Metric.of("finite.non_finite", (double) nonFinite, values, Direction.HIGHER);
      return new FiniteActivations(
          values == 0 ? metric : metric.withContributions(contributions.total()));
    }
  }
}

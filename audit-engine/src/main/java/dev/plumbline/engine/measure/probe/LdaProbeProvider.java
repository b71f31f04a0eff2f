package dev.plumbline.engine.measure.probe;

import dev.plumbline.api.PositionProbe;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.ControlComparison;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.MeasurementProvider;
import java.util.Optional;
import java.util.Set;

/** Provides {@link PositionProbe} by linear discriminant analysis. */
public final class LdaProbeProvider implements MeasurementProvider<PositionProbe> {

  @Override
  public Class<PositionProbe> type() {
    return PositionProbe.class;
  }

  @Override
  public Set<Figure> figures() {
    return Set.of(Figure.SCATTER, Figure.PREDICTIONS);
  }

  @Override
  public Accumulator<PositionProbe> accumulator(LayerRun run) {
    return new PositionProbeAccumulator(run.shape(), new LdaTraining(run.shape()));
  }

  /** Says how selectivity comes about. It is said here for every probe that may take this place. */
  @Override
  public Optional<ControlComparison<PositionProbe>> controlComparison() {
    return Optional.of(
        new ControlComparison<>(PositionProbe::against, PositionProbe::withoutControl));
  }
}

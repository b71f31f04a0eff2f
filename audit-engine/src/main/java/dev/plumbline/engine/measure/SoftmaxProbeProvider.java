package dev.plumbline.engine.measure;

import dev.plumbline.api.PositionProbe;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.MeasurementProvider;
import java.util.Set;

/** Provides {@link PositionProbe} by the paper's probe, for the layers of one pass. */
final class SoftmaxProbeProvider implements MeasurementProvider<PositionProbe> {

  static final Set<Figure> FIGURES = Set.of(Figure.REPRESENTATION, Figure.PREDICTIONS);

  private final SoftmaxWorkshop workshop;

  SoftmaxProbeProvider(SoftmaxWorkshop workshop) {
    this.workshop = workshop;
  }

  @Override
  public Class<PositionProbe> type() {
    return PositionProbe.class;
  }

  @Override
  public Set<Figure> figures() {
    return FIGURES;
  }

  @Override
  public Accumulator<PositionProbe> accumulator(LayerRun run) {
    return new PositionProbeAccumulator(run.shape(), workshop.training(run.shape()));
  }
}

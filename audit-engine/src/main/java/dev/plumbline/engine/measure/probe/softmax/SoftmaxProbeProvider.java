package dev.plumbline.engine.measure.probe.softmax;

import dev.plumbline.api.PositionProbe;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.measure.probe.PositionProbeAccumulator;
import java.util.Set;

/** Provides {@link PositionProbe} by the paper's probe, for the layers of one pass. */
public final class SoftmaxProbeProvider implements MeasurementProvider<PositionProbe> {

  public static final Set<Figure> FIGURES = Set.of(Figure.REPRESENTATION, Figure.PREDICTIONS);

  private final SoftmaxWorkshop workshop;

  public SoftmaxProbeProvider(SoftmaxWorkshop workshop) {
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

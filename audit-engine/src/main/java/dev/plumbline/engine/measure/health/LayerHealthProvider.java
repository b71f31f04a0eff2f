package dev.plumbline.engine.measure.health;

import dev.plumbline.api.LayerHealth;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.MeasurementProvider;
import java.util.Set;

/** Provides {@link LayerHealth}. */
public final class LayerHealthProvider implements MeasurementProvider<LayerHealth> {

  @Override
  public Class<LayerHealth> type() {
    return LayerHealth.class;
  }

  @Override
  public Set<Figure> figures() {
    return Set.of(Figure.CHANNEL_SUMS, Figure.SCATTER_SUMS);
  }

  @Override
  public Accumulator<LayerHealth> accumulator(LayerRun run) {
    return new LayerHealthAccumulator(run);
  }
}

package dev.plumbline.engine.measure.fidelity;

import dev.plumbline.api.LayerSketch;
import dev.plumbline.api.spi.Accumulator;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.api.spi.LayerRun;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.api.spi.ParentComparison;
import java.util.Optional;
import java.util.Set;

/** Provides {@link LayerSketch}. */
public final class LayerSketchProvider implements MeasurementProvider<LayerSketch> {

  @Override
  public Class<LayerSketch> type() {
    return LayerSketch.class;
  }

  @Override
  public Set<Figure> figures() {
    return Set.of(Figure.NORMS, Figure.SKETCH);
  }

  @Override
  public Accumulator<LayerSketch> accumulator(LayerRun run) {
    return new SketchAccumulator(run.shape());
  }

  @Override
  public Set<String> conditionalMetrics() {
    return LayerSketch.CHANGES;
  }

  @Override
  public Optional<ParentComparison<LayerSketch>> parentComparison() {
    return Optional.of(new ParentComparison<>(LayerSketch::against, LayerSketch::withoutReference));
  }
}

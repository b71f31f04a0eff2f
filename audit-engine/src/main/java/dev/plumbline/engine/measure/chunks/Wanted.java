package dev.plumbline.engine.measure.chunks;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.Measurement;
import dev.plumbline.api.spi.MeasurementProvider;
import dev.plumbline.engine.measure.pass.ChunkLayout;
import dev.plumbline.engine.plan.Inputs;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is measured at a timestep.
 *
 * @param inputs what the run's networks are run on
 * @param needs the measurements of each layer
 * @param providers what makes them
 */
public record Wanted(
    Inputs inputs,
    Map<LayerName, Set<Class<? extends Measurement>>> needs,
    Map<Class<? extends Measurement>, MeasurementProvider<?>> providers) {

  /** Reads how a pass is cut; empty if it cannot be cut like this. */
  public Optional<ChunkLayout> layout(String text) {
    return ChunkLayout.parse(text, inputs.folds(), trains());
  }

  /** Tells whether any measurement needs classifiers, so that there are two rounds. */
  public boolean trains() {
    return ChunkLayout.trains(needs, providers);
  }
}

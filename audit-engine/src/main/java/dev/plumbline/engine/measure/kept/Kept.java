package dev.plumbline.engine.measure.kept;

import dev.plumbline.api.spi.Figure;
import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.measure.heads.MeasuredLayer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is kept of a checkpoint's representations themselves.
 *
 * @param dump writes them to files, if it is wanted
 * @param explorer collects those that the explorer shows
 */
public record Kept(Optional<RepresentationDump> dump, ExplorerCollector explorer) {

  /** Returns the figures that are needed of every layer, whatever is measured. */
  public Set<Figure> figures() {
    return dump.isPresent() ? Set.of(Figure.REPRESENTATION) : Set.of();
  }

  /**
   * Begins a pass.
   *
   * @param timestep its timestep
   * @param layers the layers that are measured in it
   * @param inputs the images, in the order in which they will be added
   */
  public KeptPass begin(int timestep, List<MeasuredLayer> layers, InputSet inputs) {
    PassDump dumped = new PassDump(dump, timestep, layers, inputs.images());
    return new KeptPass(dumped, explorer.begin(timestep, layers));
  }
}

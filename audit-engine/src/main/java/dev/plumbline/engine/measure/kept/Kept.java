package dev.plumbline.engine.measure.kept;

import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.measure.heads.MeasuredLayer;
import java.util.List;
import java.util.Optional;

/**
 * What is kept of a checkpoint's representations themselves.
 *
 * @param dump writes them to files, if it is wanted
 * @param explorer collects those that the explorer shows
 */
public record Kept(Optional<RepresentationDump> dump, ExplorerCollector explorer) {

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

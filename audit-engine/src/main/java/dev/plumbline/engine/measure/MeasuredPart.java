package dev.plumbline.engine.measure;

import dev.plumbline.engine.measure.kept.ExploredPart;
import dev.plumbline.engine.measure.pass.PassSums;
import java.util.List;
import java.util.Optional;

/**
 * What measuring a checkpoint at one timestep came to.
 *
 * @param timestep the timestep
 * @param sums the sums over the images
 * @param explored what the explorer shows
 */
record MeasuredPart(int timestep, PassSums sums, ExploredPart explored) {

  /** Returns what failed at a timestep of which the rest is kept elsewhere. */
  static MeasuredPart ofFailed(int timestep, PassSums failed) {
    ExploredPart nothing =
        new ExploredPart(List.of(), List.of(), List.of(), List.of(), Optional.empty());
    return new MeasuredPart(timestep, failed, nothing);
  }
}

package dev.plumbline.engine.measure;

import dev.plumbline.engine.measure.kept.ExploredPart;
import dev.plumbline.engine.measure.pass.PassSums;

/**
 * What measuring a checkpoint at one timestep came to.
 *
 * @param timestep the timestep
 * @param sums the sums over the images
 * @param explored what the explorer shows
 */
record MeasuredPart(int timestep, PassSums sums, ExploredPart explored) {}

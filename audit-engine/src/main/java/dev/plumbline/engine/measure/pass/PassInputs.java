package dev.plumbline.engine.measure.pass;

import dev.plumbline.engine.input.InputSet;

/**
 * What the images of a pass are, and how they pass.
 *
 * @param inputs the images
 * @param timestep the timestep
 * @param batch how many images are run at once
 */
public record PassInputs(InputSet inputs, int timestep, int batch) {}

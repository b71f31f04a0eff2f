package dev.plumbline.engine.plan;

import java.nio.file.Path;

/**
 * How a checkpoint is made that shows what an architecture does without training.
 *
 * @param original the checkpoint whose weights are redrawn
 * @param seed what they are drawn from
 * @param folder where they are written to while the control is measured
 */
public record RandomControl(CheckpointSpec original, long seed, Path folder) {}

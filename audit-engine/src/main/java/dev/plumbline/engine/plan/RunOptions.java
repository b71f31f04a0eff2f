package dev.plumbline.engine.plan;

import java.util.OptionalInt;

/**
 * How measuring is carried out.
 *
 * @param device where
 * @param threads threads of a session
 * @param batch images a run of the U-Net takes at once; empty for the device's default
 * @param probe which position probe is trained
 */
public record RunOptions(Device device, int threads, OptionalInt batch, ProbeOptions probe) {}

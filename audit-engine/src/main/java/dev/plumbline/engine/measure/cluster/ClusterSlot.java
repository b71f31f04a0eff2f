package dev.plumbline.engine.measure.cluster;

import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Where on a machine of a cluster a task is done.
 *
 * @param gpu the number of the GPU that is the task's own; empty for the CPU
 * @param atOnce how many tasks the process does at once
 * @param archives finds the folder that an archive was unpacked to, by its name
 */
public record ClusterSlot(OptionalInt gpu, int atOnce, Function<String, Path> archives) {}

package dev.plumbline.engine.plan;

import java.nio.file.Path;

/**
 * Where raw representations are written to.
 *
 * @param folder the folder; each checkpoint gets one of its own in it
 * @param limit the largest number of bytes that is written for one checkpoint
 */
public record Dump(Path folder, long limit) {}

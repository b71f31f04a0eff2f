package dev.plumbline.engine.plan;

import java.nio.file.Path;

/**
 * A checkpoint as the user named it.
 *
 * @param name its name in ids and reports
 * @param path a pipeline folder, a U-Net folder or an {@code .onnx} file; absolute
 */
public record CheckpointSpec(String name, Path path) {}

package dev.plumbline.engine.plan;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A checkpoint as the user named it.
 *
 * @param name its name in ids and reports
 * @param path a pipeline folder, a U-Net folder or an {@code .onnx} file; absolute
 * @param inputsFrom the checkpoint whose encoders, scheduler and size its inputs are made with;
 *     empty for its own
 */
public record CheckpointSpec(String name, Path path, Optional<CheckpointSpec> inputsFrom) {

  /**
   * Names a checkpoint that has inputs of its own.
   *
   * @param name its name in ids and reports
   * @param path a pipeline folder, a U-Net folder or an {@code .onnx} file; absolute
   */
  public CheckpointSpec(String name, Path path) {
    this(name, path, Optional.empty());
  }

  /**
   * Returns this checkpoint with the inputs of another.
   *
   * @param other the other; where it is this one, the inputs stay its own
   */
  public CheckpointSpec withInputsFrom(CheckpointSpec other) {
    return other.name().equals(name) ? this : new CheckpointSpec(name, path, Optional.of(other));
  }
}

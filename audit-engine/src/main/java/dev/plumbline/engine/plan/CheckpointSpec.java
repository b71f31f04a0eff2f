package dev.plumbline.engine.plan;

import dev.plumbline.api.report.ControlName;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * A checkpoint as the user named it.
 *
 * @param name its name in ids and reports
 * @param path a pipeline folder, a U-Net folder or an {@code .onnx} file; absolute
 * @param inputsFrom the checkpoint whose encoders, scheduler and size its inputs are made with;
 *     empty for its own
 * @param control how its weights are redrawn; empty for a checkpoint as it is
 */
public record CheckpointSpec(
    String name, Path path, Optional<CheckpointSpec> inputsFrom, Optional<RandomControl> control) {

  /**
   * Names a checkpoint as it is, with inputs of its own.
   *
   * @param name its name in ids and reports
   * @param path a pipeline folder, a U-Net folder or an {@code .onnx} file; absolute
   */
  public static CheckpointSpec of(String name, Path path) {
    return new CheckpointSpec(name, path, Optional.empty(), Optional.empty());
  }

  /**
   * Reads what a user wrote: {@code name=path}, or a path. Without a name, the checkpoint is called
   * like its folder or file; a file called {@code model.onnx} like its folder.
   *
   * @param text what was written
   * @param paths makes a path of what is written for one
   */
  public static CheckpointSpec parse(String text, Function<String, Path> paths) {
    int equals = text.indexOf('=');
    Path path = paths.apply(text.substring(equals + 1));
    String name = equals < 0 ? nameOf(path) : text.substring(0, equals).strip();
    return of(SafeNames.shown(name), path);
  }

  private static String nameOf(Path path) {
    String name = fileName(path);
    if (name.equals("model.onnx") && path.getParent() != null) {
      return fileName(path.getParent());
    }
    return name.endsWith(".onnx") ? name.substring(0, name.length() - ".onnx".length()) : name;
  }

  private static String fileName(Path path) {
    return path.getFileName() == null ? "" : path.getFileName().toString();
  }

  /**
   * Returns this checkpoint with the inputs of another.
   *
   * @param other the other; where it is this one, the inputs stay its own
   */
  public CheckpointSpec withInputsFrom(CheckpointSpec other) {
    return other.name().equals(name)
        ? this
        : new CheckpointSpec(name, path, Optional.of(other), control);
  }

  /**
   * Returns the control of this checkpoint: the same, with its weights redrawn.
   *
   * @param seed what they are drawn from
   * @param folder where they are written to while the control is measured
   */
  public CheckpointSpec control(long seed, Path folder) {
    return new CheckpointSpec(
        ControlName.of(name), path, inputsFrom, Optional.of(new RandomControl(this, seed, folder)));
  }

  /** Says for people where the checkpoint comes from. */
  public String description() {
    return control
        .map(random -> "random weights in place of " + random.original().path())
        .orElse(path.toString());
  }

  /**
   * Returns this checkpoint with its U-Net elsewhere.
   *
   * @param unet the {@code .onnx} file
   */
  public CheckpointSpec at(Path unet) {
    return new CheckpointSpec(name, unet, inputsFrom, control);
  }
}

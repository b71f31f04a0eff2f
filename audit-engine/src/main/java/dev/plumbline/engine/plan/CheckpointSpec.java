package dev.plumbline.engine.plan;

import dev.plumbline.api.report.ControlName;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A checkpoint as the user named it.
 *
 * @param name its name in ids and reports
 * @param path a pipeline folder, a U-Net folder or an {@code .onnx} file; absolute. What is named
 *     by a location has it when it is fetched
 * @param inputsFrom the checkpoint whose encoders, scheduler and size its inputs are made with;
 *     empty for its own
 * @param control how its weights are redrawn; empty for a checkpoint as it is
 * @param remote where it is fetched from; empty for one that was named by a path
 */
public record CheckpointSpec(
    String name,
    Path path,
    Optional<CheckpointSpec> inputsFrom,
    Optional<RandomControl> control,
    Optional<Remote> remote) {

  private static final Pattern LOCATION = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*");

  /** What a location ends with that is no part of a name. */
  private static final Pattern ENDING =
      Pattern.compile("(#.*|/+|/model\\.onnx|\\.onnx|\\.zip|\\.tar|\\.tar\\.gz|\\.tgz)$");

  /**
   * Where a checkpoint is fetched from.
   *
   * @param location the location, as the user wrote it
   * @param stoodFor what it stood for when it was fetched, such as a commit; empty before
   * @param problem why it cannot be had; empty if it can, or was not tried
   */
  public record Remote(String location, String stoodFor, String problem) {}

  /**
   * Names a checkpoint that lies on this machine.
   *
   * @param name its name in ids and reports
   * @param path a pipeline folder, a U-Net folder or an {@code .onnx} file; absolute
   * @param inputsFrom the checkpoint whose encoders, scheduler and size its inputs are made with
   * @param control how its weights are redrawn
   */
  public CheckpointSpec(
      String name,
      Path path,
      Optional<CheckpointSpec> inputsFrom,
      Optional<RandomControl> control) {
    this(name, path, inputsFrom, control, Optional.empty());
  }

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
   * like its folder or file; a file called {@code model.onnx} like its folder. A location, such as
   * {@code hf://org/name}, may stand in the path's place; it is not fetched here.
   *
   * @param text what was written
   * @param paths makes a path of what is written for one
   */
  public static CheckpointSpec parse(String text, Function<String, Path> paths) {
    boolean isUnnamed = isLocation(text);
    int equals = isUnnamed ? -1 : text.indexOf('=');
    String where = text.substring(equals + 1).strip();
    if (isLocation(where)) {
      String named = isUnnamed ? nameOf(where) : text.substring(0, equals).strip();
      return new CheckpointSpec(
          SafeNames.shown(named),
          Path.of(""),
          Optional.empty(),
          Optional.empty(),
          Optional.of(new Remote(where, "", "")));
    }
    Path path = paths.apply(text.substring(equals + 1));
    String name = equals < 0 ? nameOf(path) : text.substring(0, equals).strip();
    return of(SafeNames.shown(name), path);
  }

  private static boolean isLocation(String text) {
    return LOCATION.matcher(text).matches();
  }

  /** A repository's name, or what a file or folder elsewhere is called. */
  private static String nameOf(String location) {
    String rest = location;
    for (String before = ""; !rest.equals(before); ) {
      before = rest;
      rest = ENDING.matcher(rest).replaceFirst("");
    }
    String[] words = rest.substring(rest.indexOf("://") + 3).split("/", -1);
    boolean isRepository = location.startsWith("hf://") && words.length > 1;
    return isRepository ? words[1].replaceFirst("@.*", "") : words[words.length - 1];
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
        : new CheckpointSpec(name, path, Optional.of(other), control, remote);
  }

  /**
   * Returns this checkpoint as it was fetched.
   *
   * @param local where it lies now
   * @param stoodFor what its location stood for
   */
  public CheckpointSpec fetched(Path local, String stoodFor) {
    return new CheckpointSpec(
        name,
        local,
        inputsFrom,
        control,
        remote.map(from -> new Remote(from.location(), stoodFor, "")));
  }

  /**
   * Returns this checkpoint as one that cannot be had.
   *
   * @param problem why
   */
  public CheckpointSpec unfetched(String problem) {
    return new CheckpointSpec(
        name,
        path,
        inputsFrom,
        control,
        remote.map(from -> new Remote(from.location(), "", problem)));
  }

  /**
   * Returns the control of this checkpoint: the same, with its weights redrawn.
   *
   * @param seed what they are drawn from
   * @param folder where they are written to while the control is measured
   */
  public CheckpointSpec control(long seed, Path folder) {
    return new CheckpointSpec(
        ControlName.of(name),
        path,
        inputsFrom,
        Optional.of(new RandomControl(this, seed, folder)),
        remote);
  }

  /** Says for people where the checkpoint comes from. */
  public String description() {
    return control
        .map(random -> "random weights in place of " + random.original().path())
        .orElse(remote.map(from -> from.location() + " in ").orElse("") + path);
  }

  /**
   * Returns this checkpoint with its U-Net elsewhere.
   *
   * @param unet the {@code .onnx} file
   */
  public CheckpointSpec at(Path unet) {
    return new CheckpointSpec(name, unet, inputsFrom, control, remote);
  }
}

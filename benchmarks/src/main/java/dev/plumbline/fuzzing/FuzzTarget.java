package dev.plumbline.fuzzing;

import dev.plumbline.engine.plan.UserError;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What is fuzzed: the readers of all that comes from outside, by what they read. */
enum FuzzTarget {
  GRAPH("graph", GraphDoor::open),
  NPY("npy", InputDoors::npy),
  SAFETENSORS("safetensors", InputDoors::safetensors),
  CONFIGS("configs", InputDoors::configs),
  BOUNDS("bounds", TableDoors::bounds),
  FROZEN("frozen", TableDoors::frozen),
  BASELINE("baseline", BaselineDoor::open),
  GLOBS("globs", GlobDoor::open),
  PARAMETERS("parameters", ParametersDoor::open),
  PICTURES("pictures", PictureDoor::open);

  private final String label;

  @SuppressWarnings("ImmutableEnumChecker") // doors have no state
  private final Door door;

  FuzzTarget(String label, Door door) {
    this.label = label;
    this.door = door;
  }

  /** Returns what it is called by people, and in the names of folders. */
  String label() {
    return label;
  }

  Door door() {
    return door;
  }

  /**
   * Returns a target by what it is called.
   *
   * @throws UserError if none is called that
   */
  static FuzzTarget of(String label) {
    return Arrays.stream(values())
        .filter(target -> target.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    "fuzz.targets has '" + label + "', and targets are " + labels() + "."));
  }

  private static String labels() {
    return Arrays.stream(values()).map(FuzzTarget::label).collect(Collectors.joining(", "));
  }

  /**
   * Returns the targets of a list with commas.
   *
   * @param list the list; all where it is blank
   * @throws UserError if it has something else
   */
  static List<FuzzTarget> list(String list) {
    return list.isBlank()
        ? List.of(values())
        : Arrays.stream(list.split(",", -1)).map(String::strip).map(FuzzTarget::of).toList();
  }
}

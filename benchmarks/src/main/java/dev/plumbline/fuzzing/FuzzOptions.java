package dev.plumbline.fuzzing;

import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * What the properties {@code fuzz.*} say.
 *
 * @param targets what is fuzzed
 * @param seconds how long each of them
 * @param seed what mutations are drawn by; 0 for another one each time
 * @param isKeeping whether inputs that reach more than the kept ones are kept as well
 * @param corpus the folder of kept inputs, a folder a target
 * @param out where inputs, findings and logs of the run go
 */
record FuzzOptions(
    List<FuzzTarget> targets, int seconds, int seed, boolean isKeeping, Path corpus, Path out) {

  /** Copies the list. */
  FuzzOptions {
    targets = List.copyOf(targets);
  }

  /**
   * Reads properties. Maven passes those that are not set as empty ones.
   *
   * @throws UserError if one has no value that it can have
   */
  static FuzzOptions of(Properties properties) {
    FuzzOptions options =
        new FuzzOptions(
            FuzzTarget.list(text(properties, "fuzz.targets", "")),
            number(properties, "fuzz.seconds", "60"),
            number(properties, "fuzz.seed", "0"),
            flag(properties, "fuzz.keep"),
            path(properties, "fuzz.corpus", "benchmarks/src/test/resources/fuzz"),
            path(properties, "fuzz.out", "benchmarks/target/fuzzing"));
    if (options.seconds < 1 || options.seed < 0) {
      throw new UserError("fuzz.seconds has to be 1 or more, and fuzz.seed 0 or more.");
    }
    return options;
  }

  private static Path path(Properties properties, String name, String otherwise) {
    return Path.of(text(properties, name, otherwise)).toAbsolutePath();
  }

  private static String text(Properties properties, String name, String otherwise) {
    String text = properties.getProperty(name, "");
    return text.isBlank() ? otherwise : text.strip();
  }

  private static int number(Properties properties, String name, String otherwise) {
    String text = text(properties, name, otherwise);
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new UserError(name + " has to be a whole number, not '" + text + "'.", e);
    }
  }

  private static boolean flag(Properties properties, String name) {
    return switch (text(properties, name, "false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new UserError(name + " has to be true or false.");
    };
  }
}

package dev.plumbline.fuzzing;

import dev.plumbline.common.Settings;
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
    Settings settings = new Settings(properties);
    FuzzOptions options =
        new FuzzOptions(
            FuzzTarget.list(settings.text("fuzz.targets", "")),
            settings.number("fuzz.seconds", "60"),
            settings.number("fuzz.seed", "0"),
            settings.flag("fuzz.keep"),
            settings.path("fuzz.corpus", "benchmarks/src/test/resources/fuzz"),
            settings.path("fuzz.out", "benchmarks/target/fuzzing"));
    if (options.seconds < 1 || options.seed < 0) {
      throw new UserError("fuzz.seconds has to be 1 or more, and fuzz.seed 0 or more.");
    }
    return options;
  }
}

package dev.plumbline.hostile;

import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.Properties;

/**
 * What the properties {@code hostile.*} say.
 *
 * @param bundled the folder with the bundled checkpoint and photographs
 * @param exports the folder with exports of the untrained U-Net
 * @param out where results are kept
 * @param models how many models are run
 * @param inputs how many inputs are
 * @param seed what they are drawn by
 * @param seconds how long a run may take
 * @param only the only kind that is run; empty for all
 */
record HostileOptions(
    Path bundled,
    Path exports,
    Path out,
    int models,
    int inputs,
    long seed,
    int seconds,
    String only) {

  /**
   * Reads properties. Maven passes those that are not set as empty ones.
   *
   * @throws UserError if one has no value that it can have
   */
  static HostileOptions of(Properties properties) {
    return new HostileOptions(
        path(properties, "benchmark.bundled", ""),
        path(properties, "simulation.exports", ""),
        path(properties, "hostile.out", "benchmarks/target/hostile"),
        (int) number(properties, "hostile.models", "1000"),
        (int) number(properties, "hostile.inputs", "1000"),
        number(properties, "hostile.seed", "7"),
        (int) number(properties, "hostile.seconds", "120"),
        text(properties, "hostile.kind", ""));
  }

  private static Path path(Properties properties, String name, String otherwise) {
    return Path.of(text(properties, name, otherwise)).toAbsolutePath();
  }

  private static String text(Properties properties, String name, String otherwise) {
    String text = properties.getProperty(name, "");
    return text.isBlank() ? otherwise : text.strip();
  }

  private static long number(Properties properties, String name, String otherwise) {
    String text = text(properties, name, otherwise);
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new UserError(name + " has to be a whole number, not '" + text + "'.", e);
    }
  }
}

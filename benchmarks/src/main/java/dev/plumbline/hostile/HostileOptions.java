package dev.plumbline.hostile;

import dev.plumbline.common.Settings;
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
   * @throws dev.plumbline.engine.plan.UserError if one has no value that it can have
   */
  static HostileOptions of(Properties properties) {
    Settings settings = new Settings(properties);
    return new HostileOptions(
        settings.path("benchmark.bundled", ""),
        settings.path("simulation.exports", ""),
        settings.path("hostile.out", "benchmarks/target/hostile"),
        settings.number("hostile.models", "1000"),
        settings.number("hostile.inputs", "1000"),
        settings.longNumber("hostile.seed", "7"),
        settings.number("hostile.seconds", "120"),
        settings.text("hostile.kind", ""));
  }
}

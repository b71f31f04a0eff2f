package dev.plumbline.cli.commands;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.spi.CheckpointFetcher;
import dev.plumbline.engine.EngineParameters;
import dev.plumbline.engine.checkpoint.CheckpointFetching;
import dev.plumbline.engine.console.FetchLines;
import dev.plumbline.engine.console.Terminal;
import dev.plumbline.engine.plan.CheckpointSpec;
import java.util.Map;
import java.util.TreeMap;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How checkpoints are fetched, for commands that are no runs. */
final class FetchOptions {

  @Mixin private ConfigFile config;

  @Option(
      names = "--cache-dir",
      paramLabel = "FOLDER",
      description =
          "Where fetched checkpoints are kept. Default: plumbline below XDG_CACHE_HOME, or"
              + " ~/.cache/plumbline.")
  private String cache;

  @Option(
      names = "--offline",
      description = "Fetch nothing: take what was fetched before, or say that it was not.")
  private boolean isOffline;

  @Option(
      names = "--s3-endpoint",
      paramLabel = "URL",
      description = "What is asked for s3:// locations. Default: AWS_ENDPOINT_URL, or Amazon.")
  private String s3Endpoint;

  /**
   * Returns how checkpoints are fetched.
   *
   * @throws dev.plumbline.engine.plan.UserError if something is wrong with what says so
   */
  CheckpointFetcher.Settings settings() {
    Map<String, String> parameters = new TreeMap<>(config.read());
    if (cache != null) {
      parameters.put(AuditParameters.CACHE_DIR, cache);
    }
    if (isOffline) {
      parameters.put(AuditParameters.OFFLINE, "true");
    }
    if (s3Endpoint != null) {
      parameters.put(AuditParameters.S3_ENDPOINT, s3Endpoint);
    }
    return settings(parameters);
  }

  /**
   * Returns how checkpoints are fetched.
   *
   * @param parameters those of a run
   * @throws dev.plumbline.engine.plan.UserError as {@link #settings()}
   */
  static CheckpointFetcher.Settings settings(Map<String, String> parameters) {
    return EngineParameters.fetching(
        LauncherDiscoveryRequestBuilder.request()
            .enableImplicitConfigurationParameters(false)
            .configurationParameters(parameters)
            .build()
            .getConfigurationParameters());
  }

  /**
   * Returns a checkpoint where it lies on this machine. What is fetched is told on the standard
   * error stream.
   *
   * @param checkpoint the checkpoint
   * @param settings how it is fetched
   */
  static CheckpointSpec local(CheckpointSpec checkpoint, CheckpointFetcher.Settings settings) {
    FetchLines lines = new FetchLines(System.err, "", Terminal.isThere(), true);
    try {
      return new CheckpointFetching(settings, lines::line, lines::progress).local(checkpoint);
    } finally {
      lines.end();
    }
  }
}

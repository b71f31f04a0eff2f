package dev.plumbline.cli.commands;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.spi.CheckpointFetcher;
import dev.plumbline.engine.checkpoint.CheckpointFetching;
import dev.plumbline.engine.console.FetchLines;
import dev.plumbline.engine.console.Terminal;
import dev.plumbline.engine.plan.CheckpointSpec;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
   * Returns a checkpoint where it lies on this machine. What is fetched is told on the standard
   * error stream.
   */
  CheckpointSpec local(CheckpointSpec checkpoint) {
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
    return local(checkpoint, parameters);
  }

  /**
   * Returns a checkpoint where it lies on this machine.
   *
   * @param checkpoint the checkpoint
   * @param parameters those of a run
   */
  static CheckpointSpec local(CheckpointSpec checkpoint, Map<String, String> parameters) {
    FetchLines lines = new FetchLines(System.err, "", Terminal.isThere(), true);
    Path base =
        Path.of(parameters.getOrDefault(AuditParameters.BASE_DIR, "").strip()).toAbsolutePath();
    CheckpointFetcher.Settings settings =
        new CheckpointFetcher.Settings(
            text(parameters, AuditParameters.CACHE_DIR)
                .map(folder -> base.resolve(folder).normalize()),
            text(parameters, AuditParameters.OFFLINE).filter("true"::equalsIgnoreCase).isPresent(),
            text(parameters, AuditParameters.S3_ENDPOINT));
    try {
      return new CheckpointFetching(settings, lines::line, lines::progress).local(checkpoint);
    } finally {
      lines.end();
    }
  }

  private static Optional<String> text(Map<String, String> parameters, String name) {
    return Optional.ofNullable(parameters.get(name))
        .map(String::strip)
        .filter(value -> !value.isEmpty());
  }
}

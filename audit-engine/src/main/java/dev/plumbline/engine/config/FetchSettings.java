package dev.plumbline.engine.config;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.spi.CheckpointFetcher;
import dev.plumbline.engine.plan.UserError;
import java.util.List;
import org.junit.platform.engine.ConfigurationParameters;

/** How checkpoints are fetched, for runs and for whoever starts none. */
public final class FetchSettings {

  private FetchSettings() {}

  /**
   * Reads how checkpoints are fetched.
   *
   * @param parameters those of a run
   * @throws UserError if something is wrong with them: nothing is to be fetched in another way than
   *     was meant
   */
  public static CheckpointFetcher.Settings of(ConfigurationParameters parameters) {
    ParameterReader reader = new ParameterReader(parameters);
    CheckpointFetcher.Settings settings = read(reader);
    List<String> problems = reader.problems();
    if (!problems.isEmpty()) {
      throw new UserError(String.join("\n", problems));
    }
    return settings;
  }

  static CheckpointFetcher.Settings read(ParameterReader reader) {
    return new CheckpointFetcher.Settings(
        reader.get(AuditParameters.CACHE_DIR).map(reader::resolve),
        reader.read(AuditParameters.OFFLINE, ParameterValues::bool).orElse(false),
        reader.get(AuditParameters.S3_ENDPOINT));
  }
}

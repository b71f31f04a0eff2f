package dev.plumbline.engine;

import dev.plumbline.api.spi.CheckpointFetcher;
import dev.plumbline.engine.config.FetchSettings;
import org.junit.platform.engine.ConfigurationParameters;

/** Parameters as the engine reads them, for commands that start no run. */
public final class EngineParameters {

  private EngineParameters() {}

  /**
   * Reads how checkpoints are fetched.
   *
   * @param parameters those of a run
   * @throws dev.plumbline.engine.plan.UserError if something is wrong with them: nothing is to be
   *     fetched in another way than was meant
   */
  public static CheckpointFetcher.Settings fetching(ConfigurationParameters parameters) {
    return FetchSettings.of(parameters);
  }
}

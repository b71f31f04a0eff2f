package dev.plumbline.fetch;

import dev.plumbline.api.spi.CheckpointFetcher;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Fetches checkpoints from the Hugging Face hub, from web servers and from object stores.
 *
 * <p>In one process a location is asked for once: what it stands for is the same for all of a run,
 * however often the platform looks for tests.
 */
public final class RemoteCheckpoints implements CheckpointFetcher {

  /** What a location came to. */
  private record Outcome(Fetched fetched, IOException failure) {}

  private static final Map<String, Outcome> OUTCOMES = new ConcurrentHashMap<>();

  private final UnaryOperator<String> environment;

  /** Makes it with the environment of this process. */
  public RemoteCheckpoints() {
    this(System::getenv);
  }

  RemoteCheckpoints(UnaryOperator<String> environment) {
    this.environment = environment;
  }

  @Override
  public boolean fetches(String location) {
    String scheme = location.replaceFirst("://.*", "").toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "hf", "https", "http", "s3" -> true;
      default -> false;
    };
  }

  @Override
  public Fetched fetch(String location, Settings settings, Host host) throws IOException {
    Outcome outcome =
        OUTCOMES.computeIfAbsent(
            location + "\n" + settings, key -> fetchOnce(location, settings, host));
    if (outcome.failure() != null) {
      throw outcome.failure();
    }
    return outcome.fetched();
  }

  private Outcome fetchOnce(String location, Settings settings, Host host) {
    try {
      return new Outcome(new CheckpointFetch(settings, host, environment).fetch(location), null);
    } catch (IOException e) {
      return new Outcome(null, e);
    }
  }
}

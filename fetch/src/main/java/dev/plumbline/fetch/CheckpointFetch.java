package dev.plumbline.fetch;

import dev.plumbline.api.spi.CheckpointFetcher.Fetched;
import dev.plumbline.api.spi.CheckpointFetcher.Host;
import dev.plumbline.api.spi.CheckpointFetcher.Settings;
import dev.plumbline.fetch.cache.Blob;
import dev.plumbline.fetch.cache.Cache;
import dev.plumbline.fetch.cache.Remembered;
import dev.plumbline.fetch.choice.Choice;
import dev.plumbline.fetch.place.Place;
import dev.plumbline.fetch.plain.FetchException;
import dev.plumbline.fetch.plain.SafePath;
import dev.plumbline.fetch.transfer.RemoteFile;
import dev.plumbline.fetch.transfer.Waits;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Fetches one checkpoint: finds out what there is, chooses, brings it here, and lays it out. */
final class CheckpointFetch {

  private static final String OFFLINE = "HF_HUB_OFFLINE";

  private final Settings settings;
  private final Host host;
  private final UnaryOperator<String> environment;
  private final Waits waits;
  private final Cache cache;

  CheckpointFetch(Settings settings, Host host, UnaryOperator<String> environment) {
    this(settings, host, environment, Waits.USUAL);
  }

  CheckpointFetch(Settings settings, Host host, UnaryOperator<String> environment, Waits waits) {
    this.settings = settings;
    this.host = host;
    this.environment = environment;
    this.waits = waits;
    this.cache = new Cache(folder(), waits, host::line, host::progress);
  }

  private Path folder() {
    if (settings.cache().isPresent()) {
      return settings.cache().get();
    }
    String caches = environment.apply("XDG_CACHE_HOME");
    Path below =
        caches == null || caches.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(caches);
    return below.resolve("plumbline");
  }

  private boolean isOffline() {
    String said = environment.apply(OFFLINE);
    boolean isSaid =
        said != null && List.of("1", "on", "yes", "true").contains(said.toLowerCase(Locale.ROOT));
    return settings.offline() || isSaid;
  }

  /**
   * Fetches it.
   *
   * @param location where it lies
   * @throws IOException if it cannot be had; the message is for people
   */
  Fetched fetch(String location) throws IOException {
    try (Place place = Places.of(location, settings, environment, waits, cache)) {
      return cache.alone(place.key(), () -> isOffline() ? kept(place) : fetch(place));
    } catch (InvalidPathException e) {
      throw new FetchException(
          SafePath.shown(location)
              + " has a file whose name has characters that this locale does not have. Set one that"
              + " has them before Java starts: LC_ALL=C.UTF-8",
          e);
    } catch (FileSystemException e) {
      throw new FetchException(
          String.format(
              "%s cannot be kept in the cache %s (%s). Make it writable, with room, or name another"
                  + " folder in audit.cache.dir.",
              SafePath.shown(location), folder(), e),
          e);
    }
  }

  private Fetched kept(Place place) throws IOException {
    Optional<Remembered> remembered = Remembered.of(cache, place.key());
    Optional<Path> folder =
        remembered.isPresent() ? remembered.get().layOut(cache) : Optional.empty();
    if (folder.isEmpty()) {
      throw new FetchException(
          String.format(
              "%s is not, or not whole, in the cache %s, and nothing is fetched offline. Run once"
                  + " without audit.offline and %s.",
              place.shown(), folder(), OFFLINE));
    }
    return new Fetched(folder.get(), remembered.get().stoodFor() + " (from the cache, offline)");
  }

  private Fetched fetch(Place place) throws IOException {
    String standsFor = place.standsFor();
    Optional<Remembered> before = Remembered.of(cache, place.key());
    if (before.isPresent() && before.get().stoodFor().equals(standsFor)) {
      Optional<Path> folder = before.get().layOut(cache);
      if (folder.isPresent()) {
        return new Fetched(folder.get(), standsFor);
      }
    }
    Map<String, RemoteFile> there = place.files();
    Choice choice = Choice.of(there.keySet(), place.named(), place.shown());
    Map<String, Remembered.Content> files = new TreeMap<>();
    for (String model : choice.models()) {
      Blob blob = get(there, model, choice, files);
      for (String data : Choice.data(there.keySet(), model, dataOf(blob, place, model))) {
        get(there, data, choice, files);
      }
    }
    for (String other : choice.others()) {
      get(there, other, choice, files);
    }
    Remembered now = new Remembered(standsFor, choice.inside(), files);
    now.write(cache, place.key());
    Path folder =
        now.layOut(cache)
            .orElseThrow(
                () ->
                    new FetchException(
                        place.shown()
                            + " was fetched, and something took it out of the cache again. Try"
                            + " again."));
    host.line("fetched " + place.shown() + ", " + standsFor);
    return new Fetched(folder, standsFor);
  }

  private Set<String> dataOf(Blob blob, Place place, String model) throws FetchException {
    try {
      return host.dataOf(blob.file());
    } catch (IOException e) {
      throw new FetchException(place.shown() + ": " + model + ": " + e.getMessage(), e);
    }
  }

  private Blob get(
      Map<String, RemoteFile> there,
      String name,
      Choice choice,
      Map<String, Remembered.Content> files)
      throws IOException {
    Blob blob = cache.get(there.get(name));
    files.put(
        name.substring(choice.root().length()), new Remembered.Content(blob.sha256(), blob.size()));
    return blob;
  }
}

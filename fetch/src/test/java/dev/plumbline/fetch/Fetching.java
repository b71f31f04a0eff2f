package dev.plumbline.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.spi.CheckpointFetcher;
import dev.plumbline.fetch.transfer.Waits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Fetches in tests: with an environment of their own, into a cache of their own, and not patiently.
 */
final class Fetching implements CheckpointFetcher.Host {

  private static final Waits QUICK =
      new Waits(3, Duration.ofMillis(1), Duration.ofMillis(50), Duration.ofMillis(1500));

  final Path cache;
  final List<String> lines = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, String> environment = new HashMap<>();
  private boolean offline;
  private Optional<String> s3 = Optional.empty();

  Fetching(Path cache) {
    this.cache = cache;
  }

  Fetching with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Fetching offline(boolean isOffline) {
    offline = isOffline;
    return this;
  }

  Fetching s3(String endpoint) {
    s3 = Optional.of(endpoint);
    return this;
  }

  CheckpointFetcher.Fetched fetch(String location) throws IOException {
    return new CheckpointFetch(
            new CheckpointFetcher.Settings(Optional.of(cache), offline, s3),
            this,
            environment::get,
            QUICK)
        .fetch(location);
  }

  /** Returns what fetching says that fails; nothing that is no whole file is left of it. */
  String refusal(String location) throws IOException {
    try {
      Path path = fetch(location).path();
      throw new AssertionError(location + " was fetched to " + path);
    } catch (dev.plumbline.fetch.plain.FetchException e) {
      isClean();
      return e.getMessage();
    }
  }

  /** The names of the files of what was fetched, in its folder. */
  static Set<String> files(Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      return walk.filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString().replace('\\', '/'))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** Every file in the cache is what its name says. */
  void isClean() throws IOException {
    Path blobs = cache.resolve("blobs");
    if (Files.isDirectory(blobs)) {
      for (String name : files(blobs)) {
        assertThat(FakeHub.sha256(Files.readAllBytes(blobs.resolve(name)))).isEqualTo(name);
      }
    }
  }

  @Override
  public void line(String text) {
    lines.add(text);
  }

  @Override
  public void progress(String text, double share) {
    assertThat(share).isBetween(0.0, 1.0);
    lines.add(text);
  }

  /** Models of these tests are texts: {@code onnx}, and the names of their data. */
  @Override
  public Set<String> dataOf(Path model) throws IOException {
    byte[] content = Files.readAllBytes(model);
    String text = new String(content, 0, Math.min(content.length, 200), StandardCharsets.UTF_8);
    String first = text.lines().findFirst().orElse("");
    return first.startsWith("onnx:") ? Set.of(first.substring(5).split(",")) : Set.of();
  }
}

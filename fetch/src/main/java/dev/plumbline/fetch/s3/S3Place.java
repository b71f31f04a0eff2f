package dev.plumbline.fetch.s3;

import dev.plumbline.fetch.cache.Cache;
import dev.plumbline.fetch.place.FilePlace;
import dev.plumbline.fetch.place.Place;
import dev.plumbline.fetch.plain.FetchException;
import dev.plumbline.fetch.plain.SafePath;
import dev.plumbline.fetch.transfer.RemoteFile;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code s3://bucket/key} names: an object, or all below a prefix. */
public final class S3Place implements Place {

  private static final Pattern LOCATION =
      Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*?))?/*");

  private final S3Objects objects;
  private final Place place;

  private S3Place(S3Objects objects, Place place) {
    this.objects = objects;
    this.place = place;
  }

  /**
   * Finds out what a location names.
   *
   * @param location the location
   * @param endpoint what is asked in the place of Amazon, if the user says so
   * @param environment says what is asked otherwise
   * @param cache where files are kept
   * @throws FetchException if the location cannot be used, or not be asked for
   */
  public static Place of(
      String location, Optional<String> endpoint, UnaryOperator<String> environment, Cache cache)
      throws IOException {
    Matcher matcher = LOCATION.matcher(location);
    if (!matcher.matches()) {
      throw new FetchException(
          SafePath.shown(location) + " names no bucket: expected s3://bucket/key.");
    }
    String key = matcher.group(2) == null ? "" : matcher.group(2);
    S3Objects objects = S3Objects.of(location, matcher.group(1), endpoint, environment);
    boolean isDone = false;
    try {
      Place place =
          isFile(key) ? new FilePlace(objects.file(key), cache) : new S3Prefix(objects, key);
      isDone = true;
      return new S3Place(objects, place);
    } finally {
      if (!isDone) {
        objects.close();
      }
    }
  }

  /** What a key ends with says what it is; nothing is asked for it, so that it is so offline. */
  private static boolean isFile(String key) {
    return key.toLowerCase(Locale.ROOT).matches(".*\\.(onnx|zip|tar|tar\\.gz|tgz)");
  }

  @Override
  public String key() {
    return place.key();
  }

  @Override
  public String shown() {
    return place.shown();
  }

  @Override
  public String standsFor() throws IOException {
    return place.standsFor();
  }

  @Override
  public String named() {
    return place.named();
  }

  @Override
  public Map<String, RemoteFile> files() throws IOException {
    return place.files();
  }

  @Override
  public void close() throws IOException {
    place.close();
    objects.close();
  }
}

package dev.plumbline.fetch;

import dev.plumbline.api.spi.CheckpointFetcher.Settings;
import dev.plumbline.fetch.cache.Cache;
import dev.plumbline.fetch.hub.HubPlace;
import dev.plumbline.fetch.place.FilePlace;
import dev.plumbline.fetch.place.Place;
import dev.plumbline.fetch.plain.FetchException;
import dev.plumbline.fetch.plain.SafePath;
import dev.plumbline.fetch.s3.S3Place;
import dev.plumbline.fetch.transfer.Checks;
import dev.plumbline.fetch.transfer.RemoteFile;
import dev.plumbline.fetch.transfer.Waits;
import dev.plumbline.fetch.web.Http;
import dev.plumbline.fetch.web.Urls;
import dev.plumbline.fetch.web.WebSource;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which place a location names. */
final class Places {

  private static final Pattern HASH = Pattern.compile("sha256=([0-9a-fA-F]{64})");

  private Places() {}

  static Place of(
      String location,
      Settings settings,
      UnaryOperator<String> environment,
      Waits waits,
      Cache cache)
      throws IOException {
    String lower = location.toLowerCase(Locale.ROOT);
    if (lower.startsWith("hf://")) {
      return new HubPlace(location, new Http(waits), environment);
    }
    if (lower.startsWith("s3://")) {
      try {
        return S3Place.of(location, settings.s3Endpoint(), environment, cache);
      } catch (NoClassDefFoundError e) {
        throw new FetchException(
            SafePath.shown(location)
                + " needs Amazon's SDK, which is not here: add software.amazon.awssdk:s3 and"
                + " software.amazon.awssdk:url-connection-client to the class path.",
            e);
      }
    }
    return new FilePlace(web(location, new Http(waits)), cache);
  }

  private static RemoteFile web(String location, Http http) throws FetchException {
    int hash = location.indexOf('#');
    String address = hash < 0 ? location : location.substring(0, hash);
    URI uri = Urls.given(address, "The location of a checkpoint");
    Checks checks = hash < 0 ? Checks.NONE : said(location.substring(hash + 1), address);
    String path = String.valueOf(uri.getPath());
    return new RemoteFile(
        path.substring(path.lastIndexOf('/') + 1),
        address,
        "web " + location,
        false,
        OptionalLong.empty(),
        checks,
        new WebSource(http, uri, Optional.empty(), status -> refusal(address, status)));
  }

  private static Checks said(String fragment, String address) throws FetchException {
    Matcher matcher = HASH.matcher(fragment);
    if (!matcher.matches()) {
      throw new FetchException(
          address
              + " is followed by # and something else than a hash: expected #sha256= and 64"
              + " hexadecimal digits.");
    }
    return Checks.of(Checks.Kind.SHA256, matcher.group(1).toLowerCase(Locale.ROOT));
  }

  private static FetchException refusal(String address, int status) {
    String remedy =
        switch (status) {
          case 200 -> " It answers with a page, perhaps to log in at: give the file's own URL.";
          case 401, 403 -> " No password is sent: give a URL that needs none, or download it.";
          case 404, 410 -> " Check the URL.";
          default -> " Try again later.";
        };
    return new FetchException(String.format("%s is not given (%d).%s", address, status, remedy));
  }
}

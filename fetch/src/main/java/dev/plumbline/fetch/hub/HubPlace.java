package dev.plumbline.fetch.hub;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.fetch.place.Place;
import dev.plumbline.fetch.plain.FetchException;
import dev.plumbline.fetch.plain.Hex;
import dev.plumbline.fetch.transfer.Checks;
import dev.plumbline.fetch.transfer.RemoteFile;
import dev.plumbline.fetch.web.Http;
import dev.plumbline.fetch.web.StatusException;
import dev.plumbline.fetch.web.Token;
import dev.plumbline.fetch.web.Urls;
import dev.plumbline.fetch.web.WebSource;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A repository of the Hugging Face hub, or of what speaks as it does. */
public final class HubPlace implements Place {

  private static final String ENDPOINT = "HF_ENDPOINT";
  private static final String TOKEN = "HF_TOKEN";
  private static final String USUAL = "https://huggingface.co";
  private static final int MOST_PAGES = 1000;
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");
  private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;\\s*rel=\"next\"");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Http http;
  private final HubLocation location;
  private final String shown;
  private final URI endpoint;
  private final Optional<Token> token;
  private String commit = "";

  /**
   * Makes it; nothing is asked yet.
   *
   * @param text the location
   * @param http asks
   * @param environment says where the hub is, and who asks
   * @throws FetchException if the location, or what the environment says, cannot be used
   */
  public HubPlace(String text, Http http, UnaryOperator<String> environment) throws FetchException {
    this.http = http;
    this.location = HubLocation.of(text);
    this.shown = text;
    String given = environment.apply(ENDPOINT);
    String base = given == null || given.isBlank() ? USUAL : given.strip();
    this.endpoint = Urls.given(base.replaceFirst("/+$", ""), ENDPOINT);
    this.token = Token.of(TOKEN, environment);
  }

  @Override
  public String key() {
    return endpoint
        + " "
        + location.repository()
        + "@"
        + location.revision()
        + "/"
        + location.inside();
  }

  @Override
  public String shown() {
    return shown;
  }

  @Override
  public String standsFor() throws IOException {
    commit = commit();
    return "commit " + commit;
  }

  @Override
  public String named() {
    return location.inside();
  }

  @Override
  public Map<String, RemoteFile> files() throws IOException {
    Map<String, RemoteFile> files = new TreeMap<>();
    URI page =
        URI.create(
            endpoint
                + "/api/models/"
                + location.repository()
                + "/tree/"
                + commit
                + "?recursive=true&expand=false");
    for (int read = 0; page != null; read++) {
      Http.Text text = ask(page);
      JsonNode entries = json(text.bytes());
      if (!entries.isArray() || read >= MOST_PAGES) {
        throw unclear();
      }
      for (JsonNode entry : entries) {
        if (entry.path("type").asText("").equals("file")) {
          add(entry, files);
        }
      }
      if (files.size() > MOST_FILES) {
        throw new FetchException(
            shown + " has more than " + MOST_FILES + " files. Check the location.");
      }
      page = next(text.link(), page);
    }
    return files;
  }

  private String commit() throws IOException {
    URI uri =
        URI.create(
            endpoint
                + "/api/models/"
                + location.repository()
                + "/revision/"
                + Urls.segment(location.revision()));
    String found = json(ask(uri).bytes()).path("sha").asText("");
    if (!COMMIT.matcher(found).matches()) {
      throw unclear();
    }
    if (COMMIT.matcher(location.revision()).matches() && !found.equals(location.revision())) {
      throw new FetchException(
          shown + " was answered with another commit, " + found + ". Ask who runs " + host() + ".");
    }
    return found;
  }

  private Http.Text ask(URI uri) throws IOException {
    try {
      return http.text(uri, token, shown);
    } catch (StatusException e) {
      throw refusal(e.status());
    }
  }

  private JsonNode json(byte[] text) throws FetchException {
    try {
      return MAPPER.readTree(text);
    } catch (JacksonException e) {
      throw unclear();
    } catch (IOException e) {
      throw new FetchException(shown + ": what the hub says cannot be read.", e);
    }
  }

  private FetchException unclear() {
    return new FetchException(
        shown + ": " + host() + " does not answer as the hub does. Check " + ENDPOINT + ".");
  }

  private String host() {
    return endpoint.getHost();
  }

  /** More is asked of the hub alone, whoever it names. */
  private URI next(String link, URI page) throws FetchException {
    Matcher matcher = NEXT.matcher(link);
    if (!matcher.find()) {
      return null;
    }
    try {
      URI next = page.resolve(matcher.group(1));
      if (!String.valueOf(next.getRawAuthority()).equals(endpoint.getRawAuthority())
          || !endpoint.getScheme().equals(next.getScheme())) {
        throw unclear();
      }
      return next;
    } catch (IllegalArgumentException e) {
      throw unclear();
    }
  }

  private void add(JsonNode entry, Map<String, RemoteFile> files) {
    String path = entry.path("path").asText("");
    JsonNode large = entry.path("lfs");
    String sha256 = large.path("oid").asText("").replaceFirst("^sha256:", "");
    String git = entry.path("oid").asText("");
    long size = large.path("size").asLong(entry.path("size").asLong(-1));
    boolean isLarge = Hex.isSha256(sha256);
    boolean isSmall = !isLarge && large.isMissingNode() && COMMIT.matcher(git).matches();
    Checks checks =
        isLarge
            ? Checks.of(Checks.Kind.SHA256, sha256)
            : isSmall ? Checks.of(Checks.Kind.GIT, git) : Checks.NONE;
    URI uri =
        URI.create(
            endpoint + "/" + location.repository() + "/resolve/" + commit + "/" + Urls.path(path));
    files.put(
        path,
        new RemoteFile(
            path,
            shown + ": " + path,
            isSmall ? "git " + git : "hub " + uri,
            true,
            size < 0 ? OptionalLong.empty() : OptionalLong.of(size),
            checks,
            new WebSource(http, uri, token, this::refusal)));
  }

  private FetchException refusal(int status) {
    String remedy =
        switch (status) {
          case 401, 403 ->
              token.isPresent()
                  ? " Check the name, accept its licence on its page, and see that the token in "
                      + TOKEN
                      + " may read it."
                  : " Check the name; if it is private or gated, accept its licence on its page and"
                      + " set "
                      + TOKEN
                      + ".";
          case 404 -> " Check the name, the revision '" + location.revision() + "' and the folder.";
          default -> " Try again later.";
        };
    return new FetchException(
        String.format("%s is not given by %s (%d).%s", shown, host(), status, remedy));
  }
}

package dev.plumbline.fetch.web;

import dev.plumbline.fetch.plain.FetchException;
import dev.plumbline.fetch.transfer.Checks;
import dev.plumbline.fetch.transfer.Opened;
import dev.plumbline.fetch.transfer.Source;
import java.io.IOException;
import java.net.URI;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file that is fetched by HTTP. */
public final class WebSource implements Source {

  private static final int PARTIAL = 206;
  private static final int NO_SUCH_RANGE = 416;
  private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18})");
  private static final Pattern LINKED = Pattern.compile("\"?([0-9a-f]{64})\"?");
  private static final Pattern DIGEST = Pattern.compile("sha-256=:([A-Za-z0-9+/=]{43,44}):");

  private final Http http;
  private final URI uri;
  private final Optional<Token> token;
  private final Refusals refusals;

  /** Says for people why a server will not give something. */
  @FunctionalInterface
  public interface Refusals {

    /**
     * Says it.
     *
     * @param status what the server answered
     */
    FetchException of(int status);
  }

  /**
   * Makes it; nothing is asked yet.
   *
   * @param http asks
   * @param uri what for
   * @param token what says who asks
   * @param refusals says for people why the server will not give it
   */
  public WebSource(Http http, URI uri, Optional<Token> token, Refusals refusals) {
    this.http = http;
    this.uri = uri;
    this.token = token;
    this.refusals = refusals;
  }

  @Override
  public Opened open(long offset, String validator) throws IOException {
    // Without a name for what was there, what follows it might be of something else.
    boolean isContinued = offset > 0 && !validator.isEmpty();
    Map<String, String> headers = new HashMap<>();
    if (isContinued) {
      headers.put("Range", "bytes=" + offset + "-");
      headers.put("If-Range", validator);
    }
    Answer answer = ask("GET", headers);
    try {
      if (answer.status() == NO_SUCH_RANGE) {
        answer.close();
        return open(0, "");
      }
      if (answer.header("Content-Type").orElse("").toLowerCase(Locale.ROOT).contains("text/html")) {
        throw refusals.of(200); // a page, to log in at or to look at
      }
      Optional<Matcher> range =
          answer
              .header("Content-Range")
              .map(RANGE::matcher)
              .filter(matcher -> answer.status() == PARTIAL && matcher.matches());
      if (answer.status() == PARTIAL && range.isEmpty()) {
        throw new IOException("it answers with a part and does not say which");
      }
      OptionalLong total =
          range.isPresent()
              ? OptionalLong.of(Long.parseLong(range.get().group(2)))
              : length(answer);
      return new Opened(
          new Body(answer),
          range.isPresent() ? Long.parseLong(range.get().group(1)) : 0,
          total,
          validator(answer),
          checks(answer));
    } catch (IOException e) {
      answer.close();
      throw e;
    }
  }

  /** Only a strong name is one of these very bytes. */
  private static String validator(Answer answer) {
    return answer.header("ETag").filter(etag -> etag.matches("\"[\\x21\\x23-\\x7e]*\"")).orElse("");
  }

  private static OptionalLong length(Answer answer) {
    return answer
        .header("Content-Length")
        .filter(text -> text.matches("\\d{1,18}"))
        .map(text -> OptionalLong.of(Long.parseLong(text)))
        .orElse(OptionalLong.empty());
  }

  private static Checks checks(Answer answer) {
    Optional<String> linked =
        answer
            .firstHeader("X-Linked-Etag")
            .map(LINKED::matcher)
            .filter(Matcher::matches)
            .map(matcher -> matcher.group(1));
    Optional<String> digest =
        answer
            .header("Repr-Digest")
            .map(DIGEST::matcher)
            .filter(Matcher::find)
            .map(matcher -> HexFormat.of().formatHex(Base64.getDecoder().decode(matcher.group(1))));
    return linked
        .or(() -> digest)
        .map(sha256 -> Checks.of(Checks.Kind.SHA256, sha256))
        .orElse(Checks.NONE);
  }

  @Override
  public boolean isStill(String validator) throws IOException {
    if (validator.isEmpty()) {
      return false;
    }
    Map<String, String> headers = Map.of("If-None-Match", validator);
    try (Answer answer = http.ask(new Http.Question("HEAD", uri, token, headers))) {
      return answer.status() == 304 || validator(answer).equals(validator);
    } catch (StatusException e) {
      return false; // to be asked for it will say why, if it does not only dislike the question
    }
  }

  private Answer ask(String method, Map<String, String> headers) throws IOException {
    try {
      return http.ask(new Http.Question(method, uri, token, headers));
    } catch (StatusException e) {
      throw refusals.of(e.status());
    }
  }
}

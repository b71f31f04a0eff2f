package dev.plumbline.fetch.web;

import dev.plumbline.fetch.plain.FetchException;
import dev.plumbline.fetch.transfer.RetryException;
import dev.plumbline.fetch.transfer.Waits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks servers by HTTP. Redirects are followed here, not by Java: a token goes to the one server
 * that it is for, nothing goes anywhere in the open, and no server sends others to this machine.
 */
public final class Http {

  private static final int MOST_REDIRECTS = 10;
  private static final int CONNECT_MILLIS = 20_000;
  private static final int LARGEST_TEXT = 64 << 20;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> LATER = Set.of(408, 425, 429, 500, 502, 503, 504);

  private final Waits waits;

  /** Makes it. */
  public Http(Waits waits) {
    this.waits = waits;
  }

  /** Returns how patient it is. */
  public Waits waits() {
    return waits;
  }

  /**
   * What is asked.
   *
   * @param method {@code GET} or {@code HEAD}
   * @param uri what for
   * @param token what says who asks; goes to that server alone
   * @param headers what else is said
   */
  record Question(String method, URI uri, Optional<Token> token, Map<String, String> headers) {}

  /**
   * Asks once.
   *
   * @return an answer with a status from 200 to 299, 304 or 416
   * @throws StatusException if the server will not give it
   * @throws RetryException if it may later
   */
  Answer ask(Question question) throws IOException {
    URI at = question.uri();
    Optional<Token> token = question.token();
    List<HttpURLConnection> connections = new ArrayList<>();
    try {
      for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
        HttpURLConnection connection = connect(at, question, token);
        connections.add(connection);
        int status = connection.getResponseCode();
        if (!REDIRECTS.contains(status)) {
          return checked(new Answer(at, status, connections));
        }
        URI next = redirected(at, connection.getHeaderField("Location"));
        if (!Urls.isSameOrigin(at, next)) {
          token = Optional.empty();
        }
        at = next;
      }
    } catch (IOException e) {
      connections.forEach(HttpURLConnection::disconnect);
      throw e;
    } catch (IllegalArgumentException e) { // of Java's, whose message may have any header in it
      connections.forEach(HttpURLConnection::disconnect);
      throw new IOException("the answer cannot be read", e);
    }
    connections.forEach(HttpURLConnection::disconnect);
    throw new FetchException(
        question.uri().getHost() + " redirects without end. Check the location.");
  }

  private HttpURLConnection connect(URI uri, Question question, Optional<Token> token)
      throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setRequestMethod(question.method());
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout((int) waits.stall().toMillis());
    connection.setRequestProperty("User-Agent", "plumbline");
    connection.setRequestProperty("Accept-Encoding", "identity");
    question.headers().forEach(connection::setRequestProperty);
    token.ifPresent(one -> connection.setRequestProperty("Authorization", one.header()));
    return connection;
  }

  private static URI redirected(URI from, String location) throws IOException {
    if (location == null) {
      throw new IOException("it redirects to nowhere");
    }
    URI next;
    try {
      next = from.resolve(new URI(location));
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new IOException("it redirects to what is no URL", e);
    }
    if (next.getHost() == null || next.getScheme() == null) {
      throw new IOException("it redirects to what is no URL");
    }
    Urls.refuseOpen(next, "What " + from.getHost() + " redirects to");
    if (Urls.isThisMachine(next) && !Urls.isThisMachine(from)) {
      throw new FetchException(
          from.getHost()
              + " redirects to this machine, which is not followed. Check the location.");
    }
    return next;
  }

  private static Answer checked(Answer answer) throws IOException {
    int status = answer.status();
    if (LATER.contains(status)) {
      throw new RetryException(
          answer.uri().getHost() + " answers " + status, after(answer.header("Retry-After")));
    }
    if (status < 200) { // also -1: no HTTP at all
      throw new IOException(answer.uri().getHost() + " does not answer as a web server does");
    }
    if (status >= 300 && status != 304 && status != 416) {
      throw new StatusException(status);
    }
    String encoding = answer.header("Content-Encoding").orElse("identity");
    if (!encoding.equalsIgnoreCase("identity")) {
      throw new IOException(answer.uri().getHost() + " sends what was not asked for: " + "encoded");
    }
    return answer;
  }

  private static Optional<Duration> after(Optional<String> header) {
    return header
        .filter(text -> text.matches("\\d{1,6}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)));
  }

  /**
   * A text that a server gave.
   *
   * @param bytes the text
   * @param link its header {@code Link}, which says where more is; empty if none does
   */
  public record Text(byte[] bytes, String link) {}

  /**
   * Reads a text, again if the connection breaks.
   *
   * @param uri where
   * @param token what says who asks
   * @param shown what is read, for people
   * @throws StatusException if the server will not give it
   */
  public Text text(URI uri, Optional<Token> token, String shown) throws IOException {
    Question question = new Question("GET", uri, token, Map.of("Accept", "application/json"));
    return waits
        .retry(
            shown,
            () -> {
              try (Answer answer = ask(question)) {
                if (answer.status() != 200) {
                  throw new IOException("it answers " + answer.status());
                }
                return Attempted.of(
                    new Text(read(answer.body(), shown), answer.header("Link").orElse("")));
              } catch (StatusException e) {
                return Attempted.refused(e); // not to be tried again
              }
            })
        .get();
  }

  /** What an attempt came to that is not to be tried again. */
  private record Attempted(Text text, StatusException refusal) {

    static Attempted of(Text text) {
      return new Attempted(text, null);
    }

    static Attempted refused(StatusException refusal) {
      return new Attempted(null, refusal);
    }

    Text get() throws StatusException {
      if (refusal != null) {
        throw refusal;
      }
      return text;
    }
  }

  private byte[] read(InputStream body, String shown) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    long until = System.nanoTime() + 2 * waits.stall().toNanos();
    byte[] block = new byte[1 << 14];
    for (int read = body.read(block); read >= 0; read = body.read(block)) {
      text.write(block, 0, read);
      if (text.size() > LARGEST_TEXT) {
        throw new FetchException(
            shown + " is described in more than " + LARGEST_TEXT + " bytes. Check the location.");
      }
      if (System.nanoTime() > until) {
        throw new IOException("it is too slow");
      }
    }
    return text.toByteArray();
  }
}

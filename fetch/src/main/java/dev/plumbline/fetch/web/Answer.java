package dev.plumbline.fetch.web;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What servers answered, from the first that was asked to the one that had it. */
final class Answer implements Closeable {

  private final URI uri;
  private final int status;
  private final List<HttpURLConnection> connections;

  /**
   * Makes it.
   *
   * @param uri what was asked last
   * @param status what it answered
   * @param connections those that were redirected, and the last
   */
  Answer(URI uri, int status, List<HttpURLConnection> connections) {
    this.uri = uri;
    this.status = status;
    this.connections = new ArrayList<>(connections);
  }

  URI uri() {
    return uri;
  }

  int status() {
    return status;
  }

  private HttpURLConnection last() {
    return connections.get(connections.size() - 1);
  }

  /** Returns a header of the server that had it. */
  Optional<String> header(String name) {
    return Optional.ofNullable(last().getHeaderField(name));
  }

  /** Returns a header of the first server that has it: of the one that was asked, if it does. */
  Optional<String> firstHeader(String name) {
    return connections.stream()
        .flatMap(one -> Optional.ofNullable(one.getHeaderField(name)).stream())
        .findFirst();
  }

  InputStream body() throws IOException {
    return last().getInputStream();
  }

  /** Ends the connection: the rest of a body that is not wanted is not waited for. */
  @Override
  public void close() {
    connections.forEach(HttpURLConnection::disconnect);
  }
}

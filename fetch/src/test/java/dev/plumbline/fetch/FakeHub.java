package dev.plumbline.fetch;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Two servers that speak as the hub does, of one repository {@code org/model}: one that answers for
 * its paths and gives small files, and a second one, of another origin, that large files are
 * redirected to. What they do wrong can be told.
 */
final class FakeHub implements Closeable {

  static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  static final String NEXT_COMMIT = "89abcdef0123456789abcdef0123456789abcdef";

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Answers in place of a server; true if it did. */
  interface Fault {
    boolean answer(HttpExchange exchange) throws IOException;
  }

  /** A request as a server got it. */
  record Request(String server, String method, String path, Map<String, String> headers) {}

  private final HttpServer hub;
  private final HttpServer store;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, byte[]> files = new TreeMap<>();
  private final Map<String, String> revisions = new ConcurrentHashMap<>();
  private final Map<String, Fault> faults = new ConcurrentHashMap<>();
  private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());

  int pageSize = 1000;
  boolean hasRanges = true;
  String listedPrefix = "";

  FakeHub() throws IOException {
    hub = server(this::answerHub);
    store = server(this::answerStore);
    revisions.put("main", COMMIT);
    revisions.put(COMMIT, COMMIT);
  }

  private HttpServer server(Fault handler) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            exchange
                .getRequestHeaders()
                .forEach((name, values) -> headers.put(name, values.get(0)));
            String path = exchange.getRequestURI().getRawPath();
            requests.add(
                new Request(serverOf(exchange), exchange.getRequestMethod(), path, headers));
            Fault fault = faults.get(path);
            if (fault == null || !fault.answer(exchange)) {
              if (!handler.answer(exchange)) {
                exchange.sendResponseHeaders(404, -1);
              }
            }
          }
        });
    server.start();
    return server;
  }

  private String serverOf(HttpExchange exchange) {
    return exchange.getLocalAddress().getPort() == hub.getAddress().getPort() ? "hub" : "store";
  }

  String endpoint() {
    return "http://localhost:" + hub.getAddress().getPort();
  }

  String storeEndpoint() {
    return "http://localhost:" + store.getAddress().getPort();
  }

  /** Adds a file. */
  FakeHub with(String path, byte[] content) {
    files.put(path, content);
    return this;
  }

  FakeHub with(String path, String content) {
    return with(path, content.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds all files of a folder. */
  FakeHub withFolder(String prefix, Path folder) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        with(
            prefix + folder.relativize(file).toString().replace('\\', '/'),
            Files.readAllBytes(file));
      }
    }
    return this;
  }

  void revision(String name, String commit) {
    revisions.put(name, commit);
    revisions.put(commit, commit);
  }

  /** Does something else than answering at a path. */
  void fault(String path, Fault fault) {
    faults.put(path, fault);
  }

  void sound() {
    faults.clear();
  }

  List<Request> requests() {
    synchronized (requests) {
      return List.copyOf(requests);
    }
  }

  /** Returns the paths that were asked for since the last time. */
  List<String> asked() {
    synchronized (requests) {
      List<String> paths = requests.stream().map(Request::path).toList();
      requests.clear();
      return paths;
    }
  }

  static String resolve(String path) {
    return "/org/model/resolve/" + COMMIT + "/" + path;
  }

  /** Where a large file lies. */
  String stored(String path) {
    return "/stored/" + sha256(files.get(path));
  }

  private boolean answerHub(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    String api = "/api/models/org/model/";
    if (path.startsWith(api + "revision/")) {
      String commit =
          revisions.get(path.substring((api + "revision/").length()).replace("%2F", "/"));
      return commit != null && json(exchange, MAPPER.createObjectNode().put("sha", commit));
    }
    if (path.startsWith(api + "tree/")) {
      return list(exchange);
    }
    if (path.startsWith("/org/model/resolve/")) {
      String file = path.replaceFirst("/org/model/resolve/[^/]+/", "");
      byte[] content = files.get(file);
      if (content == null) {
        return false;
      }
      if (isLarge(file)) {
        exchange.getResponseHeaders().set("X-Repo-Commit", COMMIT);
        exchange.getResponseHeaders().set("X-Linked-Etag", "\"" + sha256(content) + "\"");
        exchange.getResponseHeaders().set("X-Linked-Size", Integer.toString(content.length));
        exchange
            .getResponseHeaders()
            .set("Location", storeEndpoint() + stored(file) + "?signature=secret-of-the-store");
        exchange.sendResponseHeaders(302, -1);
        return true;
      }
      return give(exchange, content, "\"" + git(content) + "\"");
    }
    return false;
  }

  private static boolean isLarge(String file) {
    return file.endsWith(".onnx") || file.endsWith("_data");
  }

  private boolean list(HttpExchange exchange) throws IOException {
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    int from =
        query.contains("cursor=") ? Integer.parseInt(query.replaceFirst(".*cursor=", "")) : 0;
    List<String> names = List.copyOf(files.keySet());
    ArrayNode list = MAPPER.createArrayNode();
    for (String name : names.subList(from, Math.min(names.size(), from + pageSize))) {
      byte[] content = files.get(name);
      ObjectNode entry = list.addObject();
      entry.put("type", "file").put("path", listedPrefix + name).put("size", content.length);
      if (isLarge(name)) {
        entry.put("oid", "ffffffffffffffffffffffffffffffffffffffff");
        entry.putObject("lfs").put("oid", sha256(content)).put("size", content.length);
      } else {
        entry.put("oid", git(content));
      }
    }
    list.addObject().put("type", "directory").put("path", "unet").put("oid", "aa");
    if (from + pageSize < names.size()) {
      exchange
          .getResponseHeaders()
          .set(
              "Link",
              "<"
                  + endpoint()
                  + exchange.getRequestURI().getPath()
                  + "?recursive=true&cursor="
                  + (from + pageSize)
                  + ">; rel=\"next\"");
    }
    return json(exchange, list);
  }

  private static boolean json(HttpExchange exchange, Object node) throws IOException {
    byte[] text = MAPPER.writeValueAsBytes(node);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, text.length);
    exchange.getResponseBody().write(text);
    return true;
  }

  private boolean answerStore(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath();
    for (byte[] content : files.values()) {
      if (path.equals("/stored/" + sha256(content))) {
        return give(exchange, content, "\"" + sha256(content) + "\"");
      }
    }
    return false;
  }

  /** Gives a file or a part of it, as a server of files does. */
  boolean give(HttpExchange exchange, byte[] content, String etag) throws IOException {
    return give(exchange, content, etag, Integer.MAX_VALUE);
  }

  /**
   * Gives a file, and breaks the connection on the way.
   *
   * @param most after so many bytes
   */
  boolean give(HttpExchange exchange, byte[] content, String etag, int most) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    String ifRange = exchange.getRequestHeaders().getFirst("If-Range");
    exchange.getResponseHeaders().set("ETag", etag);
    if (etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(304, -1);
      return true;
    }
    int from = 0;
    if (hasRanges && range != null && etag.equals(ifRange)) {
      from = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
      exchange
          .getResponseHeaders()
          .set(
              "Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
    }
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(200, -1);
      return true;
    }
    int length = content.length - from;
    exchange.sendResponseHeaders(from > 0 ? 206 : 200, length == 0 ? -1 : length);
    if (length > 0) {
      OutputStream body = exchange.getResponseBody();
      body.write(content, from, Math.min(length, most));
      body.flush();
      if (length > most) {
        throw new IOException("broken on purpose");
      }
    }
    return true;
  }

  /** A fault that breaks a file's connection some times. */
  Fault breaking(String path, int times, int after) {
    AtomicInteger left = new AtomicInteger(times);
    byte[] content = files.get(path);
    return exchange ->
        left.getAndDecrement() > 0 && give(exchange, content, "\"" + sha256(content) + "\"", after);
  }

  /** A fault that answers with a number some times. */
  static Fault status(int status, int times) {
    AtomicInteger left = new AtomicInteger(times);
    return exchange -> {
      if (left.getAndDecrement() <= 0) {
        return false;
      }
      exchange.sendResponseHeaders(status, -1);
      return true;
    };
  }

  static String sha256(byte[] content) {
    return hex("SHA-256", content);
  }

  private static String git(byte[] content) {
    ByteArrayOutputStream blob = new ByteArrayOutputStream();
    blob.writeBytes(("blob " + content.length + "\0").getBytes(StandardCharsets.UTF_8));
    blob.writeBytes(content);
    return hex("SHA-1", blob.toByteArray());
  }

  private static String hex(String algorithm, byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  /** Bytes that cannot be packed, the same for the same seed. */
  static byte[] bytes(int length, long seed) {
    byte[] bytes = new byte[length];
    new java.util.Random(seed).nextBytes(bytes);
    return bytes;
  }

  static byte[] changed(byte[] content) {
    byte[] other = Arrays.copyOf(content, content.length);
    other[other.length / 2] = (byte) (other[other.length / 2] ^ 1);
    return other;
  }

  @Override
  public void close() {
    hub.stop(0);
    store.stop(0);
    threads.shutdownNow();
  }
}

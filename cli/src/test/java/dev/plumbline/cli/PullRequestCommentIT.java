package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.plumbline.cli.PlumblineProcess.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comment on a pull request, against a server that keeps comments as GitHub's API does. */
class PullRequestCommentIT {

  private static final Path SCRIPT =
      Path.of("../.github/actions/audit/comment").toAbsolutePath().normalize();
  private static final String TOKEN = "ghs_secret";
  private static final String BOT = "github-actions[bot]";
  private static final String MARKER = "<!-- plumbline: mine -->";
  private static final int PAGE = 100;

  private record Comment(int id, String author, String body) {}

  private final ObjectMapper json = new ObjectMapper();
  private final List<Comment> comments = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private HttpServer server;
  private int refuse;

  @TempDir private Path folder;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    asked.add(request);
    boolean known =
        ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
    byte[] given = exchange.getRequestBody().readAllBytes();
    if (!known || refuse != 0) {
      send(exchange, known ? refuse : 401, json.createObjectNode().put("message", "Not you"));
    } else if (request.startsWith("GET /repos/own/er/issues/7/comments?per_page=100&page=")) {
      int page = Integer.parseInt(request.substring(request.lastIndexOf('=') + 1));
      ArrayNode some = json.createArrayNode();
      comments.stream()
          .skip((page - 1L) * PAGE)
          .limit(PAGE)
          .forEach(comment -> some.add(node(comment)));
      send(exchange, 200, some);
    } else if (request.equals("POST /repos/own/er/issues/7/comments")) {
      comments.add(new Comment(1000 + comments.size(), BOT, body(given)));
      send(exchange, 201, node(comments.get(comments.size() - 1)));
    } else if (request.startsWith("PATCH /repos/own/er/issues/comments/")) {
      int id = Integer.parseInt(request.substring(request.lastIndexOf('/') + 1));
      comments.replaceAll(c -> c.id() == id ? new Comment(id, c.author(), body(given)) : c);
      send(exchange, 200, json.createObjectNode().put("html_url", "https://there/" + id));
    } else {
      send(exchange, 404, json.createObjectNode().put("message", "Not Found"));
    }
  }

  private String body(byte[] given) {
    try {
      return json.readTree(given).path("body").asText();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private ObjectNode node(Comment comment) {
    ObjectNode node = json.createObjectNode().put("id", comment.id()).put("body", comment.body());
    node.putObject("user").put("login", comment.author());
    return node;
  }

  private void send(HttpExchange exchange, int status, JsonNode answer) throws IOException {
    byte[] bytes = json.writeValueAsBytes(answer);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private Result comment(String summary) throws Exception {
    PlumblineProcess.assumeThereAre("bash", "curl", "iconv", "jq");
    Path file = Files.writeString(folder.resolve("summary.md"), summary);
    Result result =
        PlumblineProcess.by(folder, "bash", SCRIPT.toString(), file.toString())
            .with("GITHUB_API_URL", "http://localhost:" + server.getAddress().getPort())
            .with("GITHUB_REPOSITORY", "own/er")
            .with("GITHUB_TOKEN", TOKEN)
            .with("PULL_REQUEST", "7")
            .with("NAME", "mine")
            .run();
    assertThat(result.out() + result.err()).doesNotContain(TOKEN);
    return result;
  }

  @Test
  void theFirstRunWritesACommentAndLaterOnesChangeIt() throws Exception {
    assertThat(comment("### \"passed\" & `ok`\n").code()).isZero();
    assertThat(comments).hasSize(1);
    assertThat(comments.get(0).body()).isEqualTo(MARKER + "\n### \"passed\" & `ok`");
    Result second = comment("### failed\n");
    assertThat(second.code()).as(second.toString()).isZero();
    assertThat(comments).hasSize(1);
    assertThat(comments.get(0).body()).isEqualTo(MARKER + "\n### failed");
  }

  @Test
  void commentsOfOthersStay() throws Exception {
    comments.add(new Comment(1, "mallory", MARKER + "\nchange me"));
    comments.add(new Comment(2, BOT, "<!-- plumbline: another -->\nof another audit"));
    for (int i = 0; i < PAGE; i++) {
      comments.add(new Comment(10 + i, "someone", "a word"));
    }
    List<Comment> before = List.copyOf(comments);
    comment("### passed\n");
    assertThat(comments).hasSize(before.size() + 1).containsAll(before);
    comment("### failed\n"); // it is on the second page
    assertThat(comments).hasSize(before.size() + 1).containsAll(before);
    assertThat(comments.get(comments.size() - 1).body()).endsWith("### failed");
  }

  @Test
  void whoMayNotWriteIsToldSoAndIsNoReasonToFail() throws Exception {
    refuse = 403;
    Result result = comment("### passed\n");
    assertThat(result.code()).as(result.toString()).isZero();
    assertThat(result.out()).contains("was not written").contains("Not you");
    assertThat(asked).hasSize(1);
  }

  @Test
  void aLongSummaryIsCut() throws Exception {
    Result result = comment("é".repeat(50_000));
    assertThat(result.code()).as(result.toString()).isZero();
    assertThat(comments.get(0).body())
        .hasSizeLessThan(65_536)
        .endsWith("(The rest is in the report.)");
  }
}

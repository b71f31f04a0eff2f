package dev.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.plumbline.cli.PlumblineProcess.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints that lie elsewhere, by the real jar and a server that speaks as the hub does. */
@Tag("heavy")
class FetchIT {

  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  private static final String API = "/api/models/org/tiny/";
  private static final String LOCATION = "hf://org/tiny@v1";
  private static final String TOKEN = "hf_secretsecret";

  @TempDir private Path folder;
  private HttpServer server;
  private TinyCheckpoint tiny;
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  @BeforeEach
  void start() throws Exception {
    tiny = new TinyCheckpoint(folder);
    byte[] model = Files.readAllBytes(TinyCheckpoint.variant("torchscript").resolve("model.onnx"));
    String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(model));
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer(API + "revision/v1", ("{\"sha\": \"" + COMMIT + "\"}").getBytes(StandardCharsets.UTF_8));
    answer(
        API + "tree/" + COMMIT,
        String.format(
                "[{\"type\": \"file\", \"path\": \"model.onnx\", \"size\": %d, \"oid\": \"%s\","
                    + " \"lfs\": {\"oid\": \"%s\", \"size\": %d}}]",
                model.length, COMMIT, hash, model.length)
            .getBytes(StandardCharsets.UTF_8));
    answer("/org/tiny/resolve/" + COMMIT + "/model.onnx", model);
    server.createContext("/closed", exchange -> send(exchange, 403, new byte[0]));
    server.start();
  }

  private void answer(String path, byte[] content) {
    server.createContext(path, exchange -> send(exchange, 200, content));
  }

  private void send(HttpExchange exchange, int status, byte[] content) throws IOException {
    try (exchange) {
      if (exchange.getRequestURI().getPath().contains("/resolve/")) {
        Thread.sleep(1000); // so that two fetches are at it at the same time
      }
      asked.add(
          exchange.getRequestURI().getPath()
              + " "
              + exchange.getRequestHeaders().getFirst("Authorization"));
      exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
      exchange.getResponseBody().write(content);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Result run(String... arguments) throws Exception {
    return in(folder, arguments).run();
  }

  private PlumblineProcess in(Path working, String... arguments) {
    return PlumblineProcess.jar(working, arguments)
        .with("HF_ENDPOINT", endpoint())
        .with("HF_TOKEN", TOKEN)
        .with("XDG_CACHE_HOME", folder.resolve("caches").toString())
        .with("AWS_ACCESS_KEY_ID", "somebody")
        .with("AWS_SECRET_ACCESS_KEY", TOKEN);
  }

  private String endpoint() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  @Test
  void fetchingPrintsWhereTheCheckpointLies() throws Exception {
    Result fetched = run("fetch", LOCATION);
    assertThat(fetched.code()).as(fetched.toString()).isZero();
    assertThat(fetched.err()).contains("tiny: fetched " + LOCATION + ", commit " + COMMIT);
    Path path = Path.of(fetched.out().strip());
    assertThat(path).startsWith(folder.resolve("caches/plumbline"));
    assertThat(path.resolve("model.onnx"))
        .hasSameBinaryContentAs(TinyCheckpoint.variant("torchscript").resolve("model.onnx"));

    Result layers = run("layers", "--csv", LOCATION);
    assertThat(layers.code()).as(layers.toString()).isZero();
    assertThat(layers.out().lines()).hasSize(47).anyMatch(line -> line.startsWith("tiny,conv_in,"));

    int before = asked.size();
    Result offline = run("fetch", "--offline", LOCATION);
    assertThat(offline.code()).as(offline.toString()).isZero();
    assertThat(offline.out()).isEqualTo(fetched.out());
    assertThat(asked).hasSize(before).contains(API + "revision/v1 Bearer " + TOKEN);
  }

  /** Whoever meant to be offline is not connected because of a word. */
  @Test
  void whatDoesNotSayHowToFetchFetchesNothing() throws Exception {
    Files.writeString(folder.resolve("plumbline.properties"), "audit.offline=yes\n");

    for (String command : List.of("fetch", "layers")) {
      Result refused = run(command, LOCATION);
      assertThat(refused.code()).as(refused.toString()).isEqualTo(2);
      assertThat(refused.err()).contains("audit.offline=yes: expected true or false");
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void auditsTakeLocationsAndSayWhatTheyStoodFor() throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "record", "baselines", "--checkpoint=mine=" + LOCATION, "--select=HighNormAudits"));
    arguments.addAll(tiny.inputs());
    Result recorded = run(arguments.toArray(String[]::new));
    assertThat(recorded.code()).as(recorded.toString()).isZero();
    Path report = folder.resolve("target/plumbline");
    assertThat(report.resolve("summary.json")).content().contains(COMMIT).doesNotContain(TOKEN);
    assertThat(report.resolve("decision.html")).content().contains(LOCATION + ", commit " + COMMIT);
    assertThat(recorded.out() + recorded.err()).doesNotContain(TOKEN);

    List<String> compared =
        new ArrayList<>(
            List.of(
                "compare",
                LOCATION,
                "after=" + TinyCheckpoint.variant("torchscript"),
                "--select=HighNormAudits"));
    compared.addAll(tiny.inputs());
    Result result = run(compared.toArray(String[]::new));
    assertThat(result.code()).as(result.toString()).isZero();
    assertThat(result.out()).contains("after: passed");
  }

  @Test
  void whatCannotBeHadIsBroken() throws Exception {
    Result gone = run("fetch", "hf://org/gone");
    assertThat(gone.code()).as(gone.toString()).isEqualTo(3);
    assertThat(gone.out()).isEmpty();
    assertThat(gone.err()).contains("hf://org/gone is not given by localhost (404)");
    assertThat(gone.err()).doesNotContain("\tat ");

    List<String> arguments = new ArrayList<>(List.of("audit", "--checkpoint=mine=hf://org/gone"));
    arguments.addAll(tiny.inputs());
    Result audited = run(arguments.toArray(String[]::new));
    assertThat(audited.code()).as(audited.toString()).isEqualTo(3);
    assertThat(audited.out()).contains("mine: hf://org/gone is not given by localhost (404)");

    Result secret = run("audit", "--checkpoint=https://me:" + TOKEN + "@host.example/x.onnx");
    assertThat(secret.code()).as(secret.toString()).isEqualTo(3);
    assertThat(secret.out() + secret.err()).doesNotContain(TOKEN);
    assertThat(folder.resolve("target/plumbline/summary.json")).content().doesNotContain(TOKEN);

    Result path = run("fetch", "models/sd15");
    assertThat(path.code()).isEqualTo(2);
    assertThat(path.err()).contains("models/sd15 is no location to fetch from");
  }

  @Test
  void twoProcessesAtOnceFetchOnce() throws Exception {
    Path here = Files.createDirectory(folder.resolve("here"));
    Path there = Files.createDirectory(folder.resolve("there"));
    Process one = in(here, "fetch", LOCATION).start();
    Process other = in(there, "fetch", LOCATION).start();
    assertThat(one.waitFor()).isZero();
    assertThat(other.waitFor()).isZero();
    assertThat(Files.readString(here.resolve("out.txt")))
        .isNotBlank()
        .isEqualTo(Files.readString(there.resolve("out.txt")));
    assertThat(asked).filteredOn(request -> request.contains("/resolve/")).hasSize(1);
  }

  /** Amazon's SDK is in the jar, and works there. */
  @Test
  void objectStoresAreAsked() throws Exception {
    Result closed = run("fetch", "--s3-endpoint=" + endpoint(), "s3://closed/model.onnx");
    assertThat(closed.code()).as(closed.toString()).isEqualTo(3);
    assertThat(closed.err())
        .contains("s3://closed/model.onnx is not given (403)")
        .doesNotContain(TOKEN);
    assertThat(asked).anyMatch(request -> request.startsWith("/closed/model.onnx AWS4-HMAC"));
  }
}

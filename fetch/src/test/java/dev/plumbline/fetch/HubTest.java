package dev.plumbline.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.spi.CheckpointFetcher.Fetched;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repositories of the hub: what is asked for, what is kept, and what is believed. */
class HubTest {

  private static final String TOKEN = "hf_secretsecretsecret";
  private static final byte[] WEIGHTS = FakeHub.bytes(3_000_000, 1);

  @TempDir private Path folder;
  private FakeHub hub;
  private Fetching fetching;

  @BeforeEach
  void start() throws IOException {
    hub =
        new FakeHub()
            .with("README.md", "read me")
            .with("model_index.json", "{}")
            .with("scheduler/scheduler_config.json", "{\"s\": 1}")
            .with("text_encoder/config.json", "{\"t\": 1}")
            .with("text_encoder/model.onnx", "text encoder")
            .with("text_encoder/model.safetensors", "torch")
            .with("tokenizer/merges.txt", "a b")
            .with("tokenizer/tokenizer_config.json", "{\"k\": 1}")
            .with("tokenizer/vocab.json", "{\"v\": 1}")
            .with("unet/config.json", "{\"u\": 1}")
            .with("unet/diffusion_pytorch_model.safetensors", "torch")
            .with("unet/model.onnx", "onnx:model.onnx_data,../secret,missing\nunet")
            .with("unet/model.onnx_data", WEIGHTS)
            .with("unet/other.onnx_data", "not asked for")
            .with("vae_decoder/model.onnx", "decoder")
            .with("vae_encoder/config.json", "{\"a\": 1}")
            .with("vae_encoder/model.onnx", "vae");
    fetching = new Fetching(folder.resolve("cache")).with("HF_ENDPOINT", hub.endpoint());
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  private Fetched fetch(String location) throws IOException {
    Fetched fetched = fetching.fetch(location);
    fetching.isClean();
    return fetched;
  }

  @Test
  void onlyWhatAuditsReadIsFetchedAndTheCommitIsSaid() throws IOException {
    Fetched fetched = fetch("hf://org/model");

    assertThat(fetched.stoodFor()).isEqualTo("commit " + FakeHub.COMMIT);
    assertThat(Fetching.files(fetched.path()))
        .containsExactly(
            "model_index.json",
            "scheduler/scheduler_config.json",
            "text_encoder/config.json",
            "text_encoder/model.onnx",
            "tokenizer/tokenizer_config.json",
            "tokenizer/vocab.json",
            "unet/config.json",
            "unet/model.onnx",
            "unet/model.onnx_data",
            "vae_encoder/config.json",
            "vae_encoder/model.onnx");
    assertThat(fetched.path().resolve("unet/model.onnx_data")).hasBinaryContent(WEIGHTS);
    assertThat(hub.asked())
        .noneMatch(path -> path.contains("safetensors") || path.contains("READ"));
    assertThat(fetching.lines).anyMatch(line -> line.contains("model.onnx_data, 3.0 MB of 3.0 MB"));
  }

  @Test
  void whatIsHereIsNotFetchedAgain() throws IOException {
    Path first = fetch("hf://org/model").path();
    hub.asked();
    assertThat(fetch("hf://org/model@main").path()).isEqualTo(first);
    assertThat(hub.asked()).containsExactly("/api/models/org/model/revision/main");

    // Another commit of the same contents: asked for what there is, and nothing of it is fetched.
    hub.revision("main", FakeHub.NEXT_COMMIT);
    Fetched next = fetch("hf://org/model");
    assertThat(next.stoodFor()).isEqualTo("commit " + FakeHub.NEXT_COMMIT);
    assertThat(next.path()).isEqualTo(first);
    assertThat(hub.asked()).hasSize(2).allMatch(path -> path.startsWith("/api/"));
  }

  @Test
  void aRevisionThatMovedIsFetchedAnewAndItsParentStays() throws IOException {
    Path first = fetch("hf://org/model").path();
    hub.revision("main", FakeHub.NEXT_COMMIT);
    hub.with("unet/config.json", "{\"u\": 2}");
    Path second = fetch("hf://org/model").path();
    assertThat(second).isNotEqualTo(first);
    assertThat(first.resolve("unet/config.json")).hasContent("{\"u\": 1}");
    assertThat(second.resolve("unet/config.json")).hasContent("{\"u\": 2}");
    // The weights are there once.
    assertThat(
            Files.isSameFile(first.resolve("unet/model.onnx"), second.resolve("unet/model.onnx")))
        .isTrue();
  }

  @Test
  void foldersAndFilesInARepositoryAreNamedBehindASlash() throws IOException {
    hub.revision("refs/pr/7", FakeHub.COMMIT);
    Path unet = fetch("hf://org/model@refs/pr/7/unet").path();
    assertThat(unet).endsWithRaw(Path.of("unet")).isDirectory();
    assertThat(unet.resolveSibling("vae_encoder").resolve("model.onnx")).exists();
    Path file = fetch("hf://org/model/vae_decoder/model.onnx").path();
    assertThat(file).hasFileName("model.onnx").hasContent("decoder");
    assertThat(Fetching.files(file.getParent())).containsExactly("model.onnx");
    assertThat(fetching.refusal("hf://org/model/README.md")).contains("is not an .onnx file");
    assertThat(fetching.refusal("hf://org/model/nothing"))
        .contains("There is nothing at hf://org/model/nothing", "tokenizer/");
  }

  @Test
  void theOnePipelineBelowIsFound() throws IOException {
    try (FakeHub nested =
        new FakeHub().with("onnx/v1/unet/model.onnx", "u").with("onnx/v1/unet/config.json", "{}")) {
      fetching.with("HF_ENDPOINT", nested.endpoint());
      assertThat(Fetching.files(fetch("hf://org/model").path()))
          .containsExactly("unet/config.json", "unet/model.onnx");
      nested.with("onnx/v2/unet/model.onnx", "u2");
      nested.revision("main", FakeHub.NEXT_COMMIT);
      assertThat(fetching.refusal("hf://org/model"))
          .contains("several pipelines: onnx/v1, onnx/v2");
    }
  }

  @Test
  void whatIsNoExportIsSaidToBeThat() throws IOException {
    try (FakeHub torch = new FakeHub().with("unet/model.safetensors", "t")) {
      fetching.with("HF_ENDPOINT", torch.endpoint());
      assertThat(fetching.refusal("hf://org/model"))
          .contains("no U-Net in ONNX", "weights for PyTorch only", "optimum-cli export onnx");
    }
  }

  @Test
  void longListsComeInPages() throws IOException {
    hub.pageSize = 3;
    assertThat(fetch("hf://org/model").path().resolve("vae_encoder/model.onnx")).hasContent("vae");
  }

  @Test
  void theTokenGoesToTheHubAloneAndIsShownNowhere() throws IOException {
    fetching.with("HF_TOKEN", TOKEN + "\n");
    fetch("hf://org/model");
    assertThat(hub.requests())
        .anyMatch(request -> request.server().equals("store"))
        .allSatisfy(
            request ->
                assertThat(request.headers().get("Authorization"))
                    .isEqualTo(request.server().equals("hub") ? "Bearer " + TOKEN : null));
    assertThat(fetching.lines).noneMatch(line -> line.contains("secret"));
    try (Stream<Path> walk = Files.walk(fetching.cache)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .doesNotContain("secretsecret", "secret-of-the-store");
      }
    }
    hub.fault(FakeHub.resolve("unet/model.onnx"), FakeHub.status(403, 99));
    fetching = new Fetching(folder.resolve("other")).with("HF_ENDPOINT", hub.endpoint());
    assertThat(fetching.with("HF_TOKEN", TOKEN).refusal("hf://org/model"))
        .contains("(403)", "accept its licence", "the token in HF_TOKEN may read it")
        .doesNotContain(TOKEN);
    assertThat(fetching.with("HF_TOKEN", "two words " + TOKEN).refusal("hf://org/model"))
        .contains("HF_TOKEN has characters that no token has")
        .doesNotContain(TOKEN);
  }

  @Test
  void nothingIsSentInTheOpen() throws IOException {
    for (String endpoint : List.of("http://hub.example", "http://192.0.2.1", "ftp://localhost")) {
      assertThat(fetching.with("HF_ENDPOINT", endpoint).refusal("hf://org/model"))
          .contains("HF_ENDPOINT is not fetched over", "https://");
    }
    assertThat(
            fetching.with("HF_ENDPOINT", "https://user:pass@x.example").refusal("hf://org/model"))
        .doesNotContain("pass@");
  }

  @Test
  void aConnectionThatBreaksIsGoneOnWith() throws IOException {
    String stored = hub.stored("unet/model.onnx_data");
    hub.fault(stored, hub.breaking("unet/model.onnx_data", 2, 1_100_000));
    assertThat(fetch("hf://org/model").path().resolve("unet/model.onnx_data"))
        .hasBinaryContent(WEIGHTS);
    assertThat(hub.requests())
        .filteredOn(request -> request.path().equals(stored))
        .extracting(request -> request.headers().get("Range"))
        .containsExactly(null, "bytes=1100000-", "bytes=2200000-");
  }

  @Test
  void anotherProcessGoesOnWhereOneWasKilled() throws IOException {
    String stored = hub.stored("unet/model.onnx_data");
    hub.fault(stored, hub.breaking("unet/model.onnx_data", 99, 1000));
    assertThat(fetching.refusal("hf://org/model"))
        .contains("cannot be fetched", "tried 3 times", "audit.offline=true");
    hub.sound();
    hub.asked();
    fetch("hf://org/model");
    assertThat(hub.requests())
        .filteredOn(request -> request.path().equals(stored))
        .extracting(request -> request.headers().get("Range"))
        .containsExactly("bytes=3000-");
  }

  @Test
  void aServerWithoutRangesStartsAnew() throws IOException {
    hub.hasRanges = false;
    hub.fault(
        hub.stored("unet/model.onnx_data"), hub.breaking("unet/model.onnx_data", 1, 1_500_000));
    assertThat(fetch("hf://org/model").path().resolve("unet/model.onnx_data"))
        .hasBinaryContent(WEIGHTS);
  }

  @Test
  void aPartThatWasOfSomethingElseIsFetchedAnew() throws IOException {
    String stored = hub.stored("unet/model.onnx_data");
    hub.fault(stored, hub.breaking("unet/model.onnx_data", 99, 1_000));
    fetching.refusal("hf://org/model");
    try (Stream<Path> parts = Files.list(fetching.cache.resolve("partial"))) {
      Path part =
          parts.filter(file -> !file.toString().endsWith(".called")).findFirst().orElseThrow();
      Files.write(part, new byte[] {1, 2, 3}, StandardOpenOption.WRITE);
    }
    hub.sound();
    assertThat(fetch("hf://org/model").path().resolve("unet/model.onnx_data"))
        .hasBinaryContent(WEIGHTS);
  }

  @Test
  void serversThatAreBusyAreAskedAgain() throws IOException {
    hub.fault("/api/models/org/model/revision/main", FakeHub.status(429, 2));
    hub.fault(hub.stored("unet/model.onnx_data"), FakeHub.status(503, 2));
    fetch("hf://org/model");
    hub.fault("/api/models/org/model/revision/main", FakeHub.status(500, 99));
    assertThat(fetching.refusal("hf://org/model")).contains("answers 500", "tried 3 times");
  }

  @Test
  void aWrongHashIsRefusedAndNotKept() throws IOException {
    byte[] wrong = FakeHub.changed(WEIGHTS);
    hub.fault(
        hub.stored("unet/model.onnx_data"), exchange -> hub.give(exchange, wrong, "\"wrong\""));
    assertThat(fetching.refusal("hf://org/model"))
        .contains("unet/model.onnx_data is not what it is said to be: its SHA-256 is ");
    try (Stream<Path> parts = Files.list(fetching.cache.resolve("partial"))) {
      assertThat(parts).isEmpty();
    }
    hub.sound();
    hub.fault(
        FakeHub.resolve("unet/config.json"),
        exchange -> hub.give(exchange, "{\"u\": 9}".getBytes(StandardCharsets.UTF_8), "\"w\""));
    assertThat(fetching.refusal("hf://org/model")).contains("unet/config.json", "git's SHA-1");
    hub.sound();
    hub.fault(
        FakeHub.resolve("unet/model.onnx"),
        exchange -> {
          exchange.getResponseHeaders().set("X-Linked-Etag", "\"" + "a".repeat(64) + "\"");
          return hub.give(exchange, "onnx".getBytes(StandardCharsets.UTF_8), "\"w\"");
        });
    hub.with("unet/model.onnx", "something else");
    hub.revision("main", FakeHub.NEXT_COMMIT);
    hub.fault(
        FakeHub.resolve("unet/model.onnx").replace(FakeHub.COMMIT, FakeHub.NEXT_COMMIT),
        exchange -> {
          exchange.getResponseHeaders().set("X-Linked-Etag", "\"" + "a".repeat(64) + "\"");
          return hub.give(exchange, "something else".getBytes(StandardCharsets.UTF_8), "\"w\"");
        });
    assertThat(fetching.refusal("hf://org/model")).contains("SHA-256 is said to be");
  }

  @Test
  void moreOrFewerBytesThanSaidAreRefused() throws IOException {
    String stored = hub.stored("unet/model.onnx_data");
    hub.fault(
        stored,
        exchange -> {
          exchange.sendResponseHeaders(200, 0); // in chunks, without end
          byte[] block = new byte[1 << 16];
          for (int i = 0; i < 100; i++) {
            exchange.getResponseBody().write(block);
          }
          return true;
        });
    assertThat(fetching.refusal("hf://org/model")).contains("more comes than the 3000000 bytes");
    hub.fault(stored, exchange -> hub.give(exchange, new byte[10], "\"w\""));
    assertThat(fetching.refusal("hf://org/model")).contains("it has 10 bytes and was said to have");
    hub.fault(
        stored,
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(new byte[10]);
          return true;
        });
    assertThat(fetching.refusal("hf://org/model")).contains("ended after 10 of 3000000 bytes");
  }

  @Test
  void aServerThatHardlySendsAnythingIsGivenUp() throws IOException {
    hub.fault(
        hub.stored("unet/model.onnx_data"),
        exchange -> {
          exchange.sendResponseHeaders(200, WEIGHTS.length);
          for (int i = 0; i < 60; i++) {
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            pause(100);
          }
          return true;
        });
    assertThat(fetching.refusal("hf://org/model")).contains("hardly anything comes");
    hub.fault(
        hub.stored("unet/model.onnx_data"),
        exchange -> {
          pause(4000);
          return false;
        });
    assertThat(fetching.refusal("hf://org/model")).contains("Timeout");
  }

  private static void pause(int millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Test
  void redirectsAreFollowedToWhereTheyMayLead() throws IOException {
    String path = FakeHub.resolve("unet/model.onnx");
    hub.fault(path, redirecting(hub.endpoint() + path));
    assertThat(fetching.refusal("hf://org/model")).contains("redirects without end");
    hub.fault(path, redirecting("http://store.example/file?signature=secret"));
    assertThat(fetching.refusal("hf://org/model"))
        .contains("redirects to is not fetched over http://")
        .doesNotContain("secret");
    hub.fault(path, redirecting("file:///etc/passwd"));
    assertThat(fetching.refusal("hf://org/model")).contains("cannot be fetched", "no URL");
    hub.fault(path, redirecting("ht tp://[broken"));
    assertThat(fetching.refusal("hf://org/model")).contains("no URL");
  }

  private static FakeHub.Fault redirecting(String to) {
    return exchange -> {
      exchange.getResponseHeaders().set("Location", to);
      exchange.sendResponseHeaders(302, -1);
      return true;
    };
  }

  @Test
  void whatIsNotThereOrNotOursIsSaidInASentence() throws IOException {
    assertThat(fetching.refusal("hf://org/model@gone"))
        .contains("hf://org/model@gone is not given", "(404)", "the revision 'gone'");
    hub.fault("/api/models/org/model/revision/main", FakeHub.status(401, 99));
    assertThat(fetching.refusal("hf://org/model")).contains("(401)", "set HF_TOKEN");
    hub.fault(
        "/api/models/org/model/revision/main",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write("<html>".getBytes(StandardCharsets.UTF_8));
          return true;
        });
    assertThat(fetching.refusal("hf://org/model")).contains("does not answer as the hub does");
    for (String location :
        List.of(
            "hf://model",
            "hf://org/model@",
            "hf://org/../model",
            "hf://org/model/a/../../b",
            "hf://org/model@a%2F..%2Fb",
            "hf://org/mo del",
            "hf://org/model/a\u001b[31m")) {
      assertThat(fetching.refusal(location))
          .contains("names no repository")
          .doesNotContain("\u001b");
    }
  }

  @Test
  void namesThatLeadElsewhereAreNoFilesOfACheckpoint() throws IOException {
    hub.listedPrefix = "../../";
    assertThat(fetching.refusal("hf://org/model")).contains("There is nothing at hf://org/model");
    hub.listedPrefix = "";
    hub.with("unet/model.onnx", "onnx:../../../etc/passwd,/etc/passwd,a\\..\\b\nunet");
    assertThat(Fetching.files(fetch("hf://org/model").path())).doesNotContain("passwd");
    assertThat(Fetching.files(folder)).noneMatch(file -> file.endsWith("passwd"));
  }

  @Test
  void offlineTakesWhatWasFetched() throws IOException {
    fetching.offline(true);
    assertThat(fetching.refusal("hf://org/model"))
        .contains("not, or not whole, in the cache", "without audit.offline");
    fetching.offline(false);
    Path path = fetch("hf://org/model").path();
    hub.close();
    assertThat(fetching.refusal("hf://org/model"))
        .contains("cannot be fetched", "audit.offline=true takes what was fetched before");
    Fetched kept = fetching.with("HF_HUB_OFFLINE", "1").fetch("hf://org/model");
    assertThat(kept.path()).isEqualTo(path);
    assertThat(kept.stoodFor()).contains(FakeHub.COMMIT, "offline");
    assertThat(fetching.refusal("hf://org/model@other")).contains("not whole, in the cache");
    Path weights = fetching.cache.resolve("blobs").resolve(FakeHub.sha256(WEIGHTS));
    Files.delete(weights);
    assertThat(fetching.refusal("hf://org/model")).contains("not whole, in the cache");
  }

  /** By somebody who opens a file of a checkpoint and saves it. */
  @Test
  void aFileOfTheCacheThatWasChangedIsFetchedAgain() throws IOException {
    Path weights = fetch("hf://org/model").path().resolve("unet/model.onnx_data");
    assertThat(weights.toFile().setWritable(true)).isTrue();
    Files.write(weights, FakeHub.changed(WEIGHTS));
    fetching.offline(true);
    assertThat(fetching.refusal("hf://org/model")).contains("not whole");
    fetching.offline(false);
    assertThat(fetch("hf://org/model").path().resolve("unet/model.onnx_data"))
        .hasBinaryContent(WEIGHTS);
    assertThat(fetching.lines).anyMatch(line -> line.contains("was changed"));
  }

  @Test
  void severalRunsAtOnceFetchEverythingOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Fetched>> runs =
          threads.invokeAll(
              IntStream.range(0, 4)
                  .<Callable<Fetched>>mapToObj(i -> () -> fetching.fetch("hf://org/model"))
                  .toList());
      for (Future<Fetched> run : runs) {
        assertThat(run.get().path().resolve("unet/model.onnx_data")).hasBinaryContent(WEIGHTS);
      }
    } finally {
      threads.shutdownNow();
    }
    Map<String, Long> gets =
        hub.requests().stream()
            .filter(request -> request.server().equals("store"))
            .collect(Collectors.groupingBy(FakeHub.Request::path, Collectors.counting()));
    assertThat(gets.values()).isNotEmpty().allMatch(count -> count == 1);
    fetching.isClean();
  }
}

package dev.plumbline.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.spi.CheckpointFetcher.Fetched;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Object stores: the real client against a real server, in this process. */
class S3Test {

  private static final String ID = "aws.accessKeyId";
  private static final String SECRET = "aws.secretAccessKey";
  private static final byte[] WEIGHTS = FakeHub.bytes(2_000_000, 4);

  private static S3Proxy server;
  private static BlobStoreContext context;
  private static BlobStore store;

  @TempDir private Path folder;
  private Fetching fetching;

  @BeforeAll
  static void start() throws Exception {
    Properties properties = new Properties();
    context =
        ContextBuilder.newBuilder("transient")
            .credentials("identity", "credential")
            .overrides(properties)
            .build(BlobStoreContext.class);
    store = context.getBlobStore();
    store.createContainerInLocation(null, "models");
    server =
        S3Proxy.builder()
            .blobStore(store)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "somebody", "secretsecret")
            .build();
    server.start();
    put("sd/v1/unet/model.onnx", "onnx:model.onnx_data".getBytes(StandardCharsets.UTF_8));
    put("sd/v1/unet/model.onnx_data", WEIGHTS);
    put("sd/v1/unet/config.json", "{}".getBytes(StandardCharsets.UTF_8));
    put("sd/v1/vae_encoder/model.onnx", "vae".getBytes(StandardCharsets.UTF_8));
    put("sd/v1/notes.txt", "notes".getBytes(StandardCharsets.UTF_8));
    put("sd/v10/unet/model.onnx", "another".getBytes(StandardCharsets.UTF_8));
  }

  private static void put(String key, byte[] content) {
    store.putBlob("models", store.blobBuilder(key).payload(content).build());
  }

  @AfterAll
  static void stop() throws Exception {
    server.stop();
    context.close();
    System.clearProperty(ID);
    System.clearProperty(SECRET);
  }

  @BeforeEach
  void credentials() {
    System.setProperty(ID, "somebody");
    System.setProperty(SECRET, "secretsecret");
    fetching = new Fetching(folder.resolve("cache")).s3("http://127.0.0.1:" + server.getPort());
  }

  @Test
  void allThatAuditsReadBelowAPrefixIsFetched() throws IOException {
    Fetched fetched = fetching.fetch("s3://models/sd/v1");
    fetching.isClean();
    assertThat(Fetching.files(fetched.path()))
        .containsExactly(
            "unet/config.json",
            "unet/model.onnx",
            "unet/model.onnx_data",
            "vae_encoder/model.onnx");
    assertThat(fetched.path().resolve("unet/model.onnx_data")).hasBinaryContent(WEIGHTS);
    assertThat(fetched.stoodFor()).startsWith("state ");
    assertThat(fetching.fetch("s3://models/sd/v1/").path()).isEqualTo(fetched.path());
    Path unet = fetching.fetch("s3://models/sd/v1/unet").path();
    assertThat(unet.resolveSibling("vae_encoder/model.onnx")).hasContent("vae");
    assertThat(fetching.offline(true).fetch("s3://models/sd/v1").path()).isEqualTo(fetched.path());
  }

  @Test
  void anObjectIsFetchedAgainWhenItIsAnother() throws IOException {
    put("one/tuned.onnx", "one".getBytes(StandardCharsets.UTF_8));
    Fetched first = fetching.fetch("s3://models/one/tuned.onnx");
    assertThat(first.path()).hasFileName("tuned.onnx").hasContent("one");
    assertThat(first.stoodFor())
        .isEqualTo("sha256 " + FakeHub.sha256("one".getBytes(StandardCharsets.UTF_8)));
    put("one/tuned.onnx", "two".getBytes(StandardCharsets.UTF_8));
    assertThat(fetching.fetch("s3://models/one/tuned.onnx").path()).hasContent("two");
    assertThat(first.path()).hasContent("one");
  }

  @Test
  void archivesAreRead() throws IOException {
    java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, String> file :
          Map.of("unet/model.onnx", "u", "unet/config.json", "{}").entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    put("packed.zip", bytes.toByteArray());
    assertThat(Fetching.files(fetching.fetch("s3://models/packed.zip").path()))
        .containsExactly("unet/config.json", "unet/model.onnx");
  }

  @Test
  void connectionsThatBreakAreGoneOnWith() throws Exception {
    try (CuttingProxy proxy = new CuttingProxy(server.getPort(), 1_200_000)) {
      Path path = fetching.s3(proxy.endpoint()).fetch("s3://models/sd/v1").path();
      assertThat(path.resolve("unet/model.onnx_data")).hasBinaryContent(WEIGHTS);
      assertThat(proxy.cuts()).isEqualTo(1);
      assertThat(proxy.sent()).as("bytes, of which few came twice").isLessThan(2_900_000);
    }
  }

  @Test
  void whatIsNotGivenIsSaidInASentence() throws IOException {
    assertThat(fetching.refusal("s3://models/gone.onnx"))
        .contains("s3://models/gone.onnx is not given (404)", "Check the bucket and the key");
    assertThat(fetching.refusal("s3://models/gone"))
        .contains("There is nothing at s3://models/gone");
    assertThat(fetching.refusal("s3://nobucket/x")).contains("(404)");
    System.setProperty(SECRET, "anothersecret");
    assertThat(fetching.refusal("s3://models/sd/v1"))
        .contains("(403)", "AWS_ACCESS_KEY_ID")
        .doesNotContain("anothersecret");
    assertThat(fetching.refusal("s3://UPPER/x")).contains("names no bucket");
    assertThat(fetching.s3("http://minio.example:9000").refusal("s3://models/sd"))
        .contains("The endpoint of s3:// is not fetched over http://");
    assertThat(fetching.s3("https://u:secret@x.example").refusal("s3://models/sd"))
        .doesNotContain("u:secret");
    assertThat(fetching.s3("http://127.0.0.1:1").refusal("s3://models/sd"))
        .contains("does not answer", "audit.offline=true");
  }
}

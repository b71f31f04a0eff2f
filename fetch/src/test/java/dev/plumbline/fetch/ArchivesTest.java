package dev.plumbline.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files and archives of web servers, sound ones and such as mean harm. */
class ArchivesTest {

  private static final byte[] WEIGHTS = FakeHub.bytes(200_000, 2);

  @TempDir private Path folder;
  private FakeHub web;
  private Fetching fetching;

  @BeforeEach
  void start() throws IOException {
    web = new FakeHub();
    fetching = new Fetching(folder.resolve("cache"));
  }

  @AfterEach
  void stop() {
    web.close();
  }

  private String serve(String name, byte[] content) {
    web.fault("/" + name, exchange -> web.give(exchange, content, "\"" + content.length + "\""));
    return web.endpoint() + "/" + name;
  }

  private static Map<String, byte[]> pipeline() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("mine/README", "r".getBytes(StandardCharsets.UTF_8));
    files.put("mine/unet/model.onnx", "onnx:w.data".getBytes(StandardCharsets.UTF_8));
    files.put("mine/unet/w.data", WEIGHTS);
    files.put("mine/unet/config.json", "{}".getBytes(StandardCharsets.UTF_8));
    files.put("mine/" + "long".repeat(40) + "/x", new byte[3]);
    return files;
  }

  private static byte[] zip(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  /** Packs with the system's own program, in its own format. */
  private byte[] tar(String format, String... options) throws Exception {
    Path source = Files.createDirectories(folder.resolve("source"));
    for (Map.Entry<String, byte[]> file : pipeline().entrySet()) {
      Path path = source.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    Path archive = folder.resolve("archive");
    java.util.List<String> command =
        new java.util.ArrayList<>(
            java.util.List.of("tar", "--format=" + format, "-C", source.toString()));
    command.addAll(java.util.List.of(options));
    command.addAll(java.util.List.of("-cf", archive.toString(), "./mine"));
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return Files.readAllBytes(archive);
  }

  private void isFetched(String location) throws IOException {
    Path path = fetching.fetch(location).path();
    fetching.isClean();
    assertThat(Fetching.files(path))
        .containsExactly("unet/config.json", "unet/model.onnx", "unet/w.data");
    assertThat(path.resolve("unet/w.data")).hasBinaryContent(WEIGHTS);
    try (Stream<Path> left = Files.list(fetching.cache.resolve("partial"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void zipsAreRead() throws IOException {
    isFetched(serve("a/pipeline.zip", zip(pipeline())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ustar", "gnu", "pax", "v7"})
  void tarsAreRead(String format) throws Exception {
    String[] options =
        format.equals("v7") || format.equals("ustar")
            ? new String[] {"--exclude=long*"}
            : new String[0];
    byte[] tar = tar(format, options);
    isFetched(serve("pipeline.tar", tar));
    isFetched(serve("pipeline.tar.gz", gzip(tar)));
    isFetched(serve("pipeline.tgz", gzip(tar)));
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream packed = new GZIPOutputStream(bytes)) {
      packed.write(content);
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "/etc/x", "a/../../x", "a\\..\\x"})
  void namesThatLeadOutAreRefused(String name) throws IOException {
    Map<String, byte[]> files = pipeline();
    files.put(name, new byte[1]);
    assertThat(fetching.refusal(serve("p.zip", zip(files)))).contains("leads out of its folder");
    byte[] tar = header(name, '0', 0);
    assertThat(fetching.refusal(serve("p.tar", tar))).contains("leads out of its folder");
    assertThat(Fetching.files(folder)).noneMatch(file -> file.endsWith("/x"));
  }

  @ParameterizedTest
  @ValueSource(chars = {'1', '2', '3', '6'})
  void linksAndDevicesAreRefused(char type) throws IOException {
    assertThat(fetching.refusal(serve("p.tar", header("unet/model.onnx", type, 0))))
        .contains("is a link or no file", "--dereference");
  }

  /** A header of a tar, and nothing behind it. */
  private static byte[] header(String name, char type, long size) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 124, String.format("%011o", size));
    header[156] = (byte) type;
    put(header, 257, "ustar\00000");
    Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte one : header) {
      sum += one & 0xFF;
    }
    put(header, 148, String.format("%06o\0 ", sum));
    return header;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  @Test
  void bombsAreRefused() throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("unet/model.onnx", new byte[80 << 20]);
    byte[] bomb = zip(files);
    assertThat(fetching.refusal(serve("p.zip", bomb))).contains("packed in far fewer");
    assertThat(fetching.refusal(serve("p.tar.gz", gzip(new byte[80 << 20]))))
        .contains("unpack to more than");
    // A zip whose index says less than comes out of it.
    byte[] small = zip(Map.of("unet/model.onnx", new byte[1000]));
    byte[] lying = small.clone();
    int index = lastIndexOf(lying, new byte[] {'P', 'K', 1, 2});
    lying[index + 24] = 10;
    lying[index + 25] = 0;
    assertThat(fetching.refusal(serve("q.zip", lying)))
        .containsAnyOf("more comes than the 10 bytes", "damaged");
  }

  private static int lastIndexOf(byte[] bytes, byte[] wanted) {
    for (int i = bytes.length - wanted.length; i >= 0; i--) {
      if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    throw new AssertionError("not found");
  }

  @Test
  void damagedArchivesAreSaidToBeThat() throws Exception {
    byte[] zip = zip(pipeline());
    assertThat(fetching.refusal(serve("cut.zip", Arrays.copyOf(zip, zip.length / 2))))
        .contains("The archive " + web.endpoint() + "/cut.zip is refused", "damaged");
    byte[] tar = tar("gnu");
    assertThat(fetching.refusal(serve("cut.tar", Arrays.copyOf(tar, 102_400))))
        .contains("is damaged", "Truncated");
    byte[] gz = gzip(tar);
    assertThat(fetching.refusal(serve("cut.tgz", Arrays.copyOf(gz, gz.length / 2))))
        .contains("damaged");
    assertThat(fetching.refusal(serve("no.tar", FakeHub.bytes(4096, 3))))
        .contains("no archive of its kind");
    assertThat(fetching.refusal(serve("empty.tar", new byte[0]))).contains("nothing in it");
    assertThat(fetching.refusal(serve("huge.tar", header("unet/model.onnx", '0', 1L << 32))))
        .containsAnyOf("cut off", "Truncated");
    byte[] twice = new byte[2048];
    System.arraycopy(header("unet/model.onnx", '0', 0), 0, twice, 0, 512);
    System.arraycopy(header("unet/model.onnx", '0', 0), 0, twice, 512, 512);
    assertThat(fetching.refusal(serve("twice.tar", twice))).contains("twice");
  }

  @Test
  void aFileIsFetchedAgainWhenItIsAnother() throws IOException {
    String location = serve("sub/tuned.onnx", "one".getBytes(StandardCharsets.UTF_8));
    Path first = fetching.fetch(location).path();
    assertThat(first).hasFileName("tuned.onnx").hasContent("one");
    web.asked();
    assertThat(fetching.fetch(location).path()).isEqualTo(first);
    assertThat(web.requests()).extracting(FakeHub.Request::method).containsExactly("HEAD");
    serve("sub/tuned.onnx", "three".getBytes(StandardCharsets.UTF_8));
    assertThat(fetching.fetch(location).path()).hasContent("three");
    assertThat(fetching.fetch(location).stoodFor())
        .isEqualTo("sha256 " + FakeHub.sha256("three".getBytes(StandardCharsets.UTF_8)));
    assertThat(fetching.offline(true).fetch(location).path()).hasContent("three");
  }

  @Test
  void aHashBehindTheLocationIsHeld() throws IOException {
    byte[] content = "one".getBytes(StandardCharsets.UTF_8);
    String location = serve("tuned.onnx", content);
    assertThat(fetching.refusal(location + "#sha256=" + "0".repeat(64)))
        .contains("is not what it is said to be: its SHA-256 is " + FakeHub.sha256(content));
    String right = location + "#sha256=" + FakeHub.sha256(content);
    assertThat(fetching.fetch(right).path()).hasContent("one");
    web.asked();
    fetching.fetch(right);
    assertThat(web.asked()).isEmpty();
    assertThat(fetching.refusal(location + "#md5=0")).contains("expected #sha256=");
  }

  @Test
  void whatCannotBeMeantIsRefusedWithoutShowingSecrets() throws IOException {
    assertThat(fetching.refusal("https://user:secret@host.example/x.onnx"))
        .contains("password or a query")
        .doesNotContain("user:secret");
    assertThat(fetching.refusal("https://host.example/x.onnx?token=secret"))
        .doesNotContain("token=secret");
    assertThat(fetching.refusal("http://host.example/x.onnx")).contains("https:// URL");
    assertThat(fetching.refusal(web.endpoint() + "/x.bin")).contains("neither an .onnx file");
    assertThat(fetching.refusal(web.endpoint() + "/gone.onnx")).contains("(404)", "Check the URL");
    web.fault(
        "/page.zip",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write("<html>log in".getBytes(StandardCharsets.UTF_8));
          return true;
        });
    assertThat(fetching.refusal(web.endpoint() + "/page.zip"))
        .contains("a page, perhaps to log in");
  }
}

package dev.plumbline.engine.runtime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.plumbline.api.files.TemporaryFolder;
import dev.plumbline.engine.plan.UserError;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How ONNX Runtime begins, in processes of their own with a home of their own. */
@Tag("heavy")
class OnnxRuntimeTest {

  /** Opens a model, or says twice why that cannot be done. */
  static final class Opening {

    private Opening() {}

    /** With {@code -Dhalts=true} the process ends as one that is killed. */
    public static void main(String[] arguments) throws OrtException {
      for (int time = 0; time < 2; time++) {
        try (OrtSession session = OnnxRuntime.environment().createSession(arguments[0])) {
          System.out.println("opened " + session.getInputNames());
        } catch (UserError e) {
          System.out.println("refused: " + e.getMessage());
        }
      }
      if (Boolean.getBoolean("halts")) {
        Runtime.getRuntime().halt(3);
      }
    }
  }

  private record Ended(int code, String said) {}

  /** Where one of these is set, ONNX Runtime takes itself to be in CI, and keeps no telemetry. */
  private static final List<String> MARKS_OF_CI =
      List.of(
          "CI",
          "TF_BUILD",
          "GITHUB_ACTIONS",
          "GITLAB_CI",
          "CIRCLECI",
          "TRAVIS",
          "JENKINS_URL",
          "CODEBUILD_BUILD_ID",
          "BUILDKITE",
          "TEAMCITY_VERSION",
          "APPVEYOR",
          "BITBUCKET_BUILD_NUMBER");

  @TempDir private Path folder;
  private Path home;

  @BeforeEach
  void makeHome() throws IOException {
    home = Files.createDirectory(folder.resolve("home"));
  }

  @Test
  void whoRunsTheTestsKeepsOnnxRuntimeFromTelemetry() {
    assertThat(OnnxRuntime.telemetry())
        .as("set %s=1 where the tests are started", OnnxRuntime.VARIABLE)
        .isEmpty();
  }

  @Test
  void itIsSaidWhereTelemetryIsOn() {
    for (String on : new String[] {null, "", "0", "false", "2"}) {
      assertThat(OnnxRuntime.telemetry(on)).as(on).get().asString().contains("=1 in the env");
    }
    for (String off : List.of("1", "true", "TRUE", "yes", "on")) {
      assertThat(OnnxRuntime.telemetry(off)).as(off).isEmpty();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void nothingIsLeftInTheHomeWithTheEnvironmentOfTheTests() throws Exception {
    Ended ended = open(Map.of());

    assertThat(ended.said()).contains("opened [");
    assertThat(ended.code()).isZero();
    assertThat(filesAtHome()).isEmpty();
  }

  /** That also shows that the test above looks where there would be something. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void withoutTheVariableNoModelIsNamedInWhatIsLeft() throws Exception {
    assertThat(open(telemetryToNobody()).said()).contains("opened [");

    List<Path> files = filesAtHome();
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      String bytes = Files.readString(file, ISO_8859_1);
      assertThat(bytes).doesNotContain("main_graph").doesNotContain("SessionCreation");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aLongCommandLineDoesNotEndTheProcess() throws Exception {
    for (int length : new int[] {6_000, 100_000}) {
      Ended ended = open(telemetryToNobody(), "-Dlong=" + "x".repeat(length));

      assertThat(ended.code()).as(ended.said()).isZero();
      assertThat(ended.said()).contains("opened [");
    }
  }

  @Test
  void aFolderThatLibrariesCannotBeUnpackedIntoIsNamedEachTime() throws Exception {
    Path none = folder.resolve("none");

    Ended ended = open(Map.of(), "-Djava.io.tmpdir=" + none);

    assertThat(ended.said().lines().filter(line -> line.startsWith("refused: ")))
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains("ONNX Runtime cannot be loaded (", "native libraries into " + none)
                    .contains("NoSuchFileException"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whatAKilledProcessUnpackedIsDeletedByTheNext() throws Exception {
    Path unpacked = Files.createDirectory(folder.resolve("unpacked"));
    Path foreign = Files.createDirectory(unpacked.resolve("onnxruntime-java1"));

    assertThat(open(Map.of(), "-Djava.io.tmpdir=" + unpacked, "-Dhalts=true").code()).isEqualTo(3);
    try (Stream<Path> left = Files.list(unpacked)) {
      assertThat(left).hasSize(2);
    }
    assertThat(open(Map.of(), "-Djava.io.tmpdir=" + unpacked).code()).isZero();
    try (Stream<Path> left = Files.list(unpacked)) {
      assertThat(left).containsExactly(foreign);
    }
  }

  @Test
  void whatCannotBeLoadedIsNamedByItsDeepestCause() {
    assertThat(
            OnnxRuntime.notLoaded(
                new ExceptionInInitializerError(
                    new UnsatisfiedLinkError("libonnxruntime.so: failed to map segment\nmore")),
                "/noexec"))
        .startsWith(
            "ONNX Runtime cannot be loaded (UnsatisfiedLinkError: libonnxruntime.so: failed to map"
                + " segment). It unpacks its native libraries into /noexec, ");
  }

  /** Telemetry is on, and what would send it is pointed to a port that nobody listens on. */
  private static Map<String, String> telemetryToNobody() {
    String nobody = "http://127.0.0.1:9";
    return Map.of(
        OnnxRuntime.VARIABLE,
        "0",
        "http_proxy",
        nobody,
        "https_proxy",
        nobody,
        "all_proxy",
        nobody);
  }

  private Ended open(Map<String, String> environment, String... options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.add("-cp");
    command.add(classPath());
    command.add(Opening.class.getName());
    command.add(Path.of(url("/variants/torchscript/model.onnx")).toString());
    Path said = Files.createTempFile(folder, "said", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
    builder.environment().put("HOME", home.toString());
    builder.environment().remove("XDG_CACHE_HOME");
    builder.environment().keySet().removeAll(MARKS_OF_CI);
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    return new Ended(process.waitFor(), Files.readString(said, UTF_8));
  }

  private static URI url(String resource) throws URISyntaxException {
    return OnnxRuntimeTest.class.getResource(resource).toURI();
  }

  private static String classPath() {
    return Stream.of(
            OnnxRuntime.class, OnnxRuntimeTest.class, OrtEnvironment.class, TemporaryFolder.class)
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
        .map(location -> Path.of(URI.create(location.toString())).toString())
        .collect(joining(File.pathSeparator));
  }

  private List<Path> filesAtHome() throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}

package dev.plumbline.audits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.AuditParameters;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a run leaves, and whom it calls: nothing but its report, and nobody. */
@Tag("heavy")
@EnabledOnOs(OS.LINUX)
class QuietRunTest {

  private static final int LOOK_AGAIN_MILLIS = 2;

  /** Eight images are few for the first layer. */
  private static final Map<String, String> GREEN =
      Map.of(AuditParameters.LAYERS, "mid_block.resnets.0");

  @TempDir private Path folder;

  /** Shows that the watch below sees sockets: it opens one. */
  static final class Caller {

    private Caller() {}

    public static void main(String[] arguments) throws Exception {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        System.out.println(socket.getLocalPort());
        Thread.sleep(1_000);
      }
    }
  }

  /**
   * Returns the sockets of a process that have an address, its own or another's, at any time that
   * it is looked at. Java itself opens some that have none, to find out which kinds there are.
   */
  private static Set<String> sockets(Process process) throws Exception {
    Path folder = Path.of("/proc", Long.toString(process.pid()));
    Set<String> sockets = new TreeSet<>();
    while (!process.waitFor(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
      Set<String> open = new TreeSet<>();
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.resolve("fd"))) {
        for (Path file : files) {
          open.add(target(file));
        }
        open.removeIf(target -> !target.startsWith("socket:"));
        sockets.addAll(open.isEmpty() ? List.of() : addressed(folder, open));
      } catch (IOException | DirectoryIteratorException e) {
        return sockets; // it has just ended
      }
    }
    return sockets;
  }

  /** Returns the lines of the system's tables that are about some sockets. */
  private static List<String> addressed(Path folder, Set<String> sockets) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String table : new String[] {"tcp", "tcp6", "udp", "udp6"}) {
      Path file = folder.resolve("net").resolve(table);
      if (Files.exists(file)) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    return lines.stream()
        .filter(line -> sockets.stream().anyMatch(socket -> line.contains(" " + inode(socket))))
        .toList();
  }

  private static String inode(String socket) {
    return socket.substring("socket:[".length(), socket.length() - 1);
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return ""; // closed in the meantime
    }
  }

  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      return walk.filter(path -> !path.equals(root)).toList();
    }
  }

  private Path made(String name) throws IOException {
    return Files.createDirectory(folder.resolve(name));
  }

  private ProcessBuilder apart(ProcessBuilder builder) throws IOException {
    Path home = made("home");
    builder.directory(made("current").toFile());
    builder.environment().put("HOME", home.toString());
    builder.environment().remove("XDG_CACHE_HOME");
    builder
        .environment()
        .put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + made("temporary") + " -Duser.home=" + home);
    return builder;
  }

  @Test
  void aRunOpensNoSocketAndLeavesNothingButItsReport() throws Exception {
    Process run = apart(AuditProcess.builder(folder.resolve("report"), GREEN)).start();

    assertThat(sockets(run)).isEmpty();
    assertThat(AuditProcess.end(run)).as(log("report")).isZero();
    assertThat(files(folder.resolve("home"))).isEmpty();
    assertThat(files(folder.resolve("current"))).isEmpty();
    assertThat(files(folder.resolve("temporary"))).isEmpty();
    assertThat(folder.resolve("report").resolve("summary.json")).isRegularFile();
  }

  private String log(String report) throws IOException {
    return Files.readString(AuditProcess.log(folder.resolve(report)));
  }

  @Test
  void theWatchSeesSockets() throws Exception {
    Process caller =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Caller.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("caller.log").toFile())
            .start();

    assertThat(sockets(caller)).isNotEmpty();
  }

  /** ONNX Runtime's telemetry ended the process without a word where this was long. */
  @Test
  void aClassPathOfTenKilobytesIsNoMatter() throws Exception {
    Process run = AuditProcess.start(folder.resolve("long"), GREEN, "rest=" + "x".repeat(10_000));

    assertThat(AuditProcess.end(run)).as(log("long")).isZero();
  }
}

package dev.plumbline.api.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFolderTest {

  private static final String PREFIX = "of-this-test-";

  private final List<Process> children = new ArrayList<>();

  @TempDir private Path parent;

  /** Makes a folder with something in it, says which, and waits. */
  static final class Child {
    public static void main(String[] arguments) throws Exception {
      TemporaryFolder folder = TemporaryFolder.make(Path.of(arguments[0]), PREFIX);
      Files.writeString(Files.createDirectory(folder.path().resolve("a")).resolve("file"), "x");
      System.out.println(folder.path());
      System.in.read();
    }
  }

  private Process child() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                parent.toString())
            .redirectErrorStream(true)
            .start();
    children.add(process);
    return process;
  }

  private static Path made(Process child) throws IOException {
    return Path.of(child.inputReader(StandardCharsets.UTF_8).readLine());
  }

  private List<Path> all() throws IOException {
    try (Stream<Path> files = Files.list(parent)) {
      return files.toList();
    }
  }

  @AfterEach
  void endChildren() {
    children.forEach(Process::destroyForcibly);
  }

  @Test
  void itIsGoneWhenTheProcessEndsHoweverItEndsOfItsOwnAccord() throws Exception {
    Process waited = child();
    assertThat(made(waited)).isDirectory();
    waited.getOutputStream().close();
    assertThat(waited.waitFor()).isZero();
    assertThat(all()).isEmpty();

    Process asked = child();
    assertThat(made(asked)).isDirectory();
    asked.toHandle().destroy();
    asked.waitFor();
    assertThat(all()).isEmpty();
  }

  @Test
  void whatAKilledProcessLeftIsDeletedByTheNextAndNothingElse() throws Exception {
    Process killed = child();
    Path left = made(killed);
    Process alive = child();
    Path used = made(alive);
    Path foreign = Files.createDirectory(parent.resolve(PREFIX + "without-a-lock"));
    Path other = Files.createDirectory(parent.resolve("another-kind"));
    Files.writeString(other.resolve(TemporaryFolder.LOCK), "");
    Path target = Files.createDirectory(parent.resolve("target"));
    Files.writeString(target.resolve(TemporaryFolder.LOCK), "");
    Path link = Files.createSymbolicLink(parent.resolve(PREFIX + "link"), target);
    killed.destroyForcibly().waitFor();
    assertThat(left).isDirectory();

    try (TemporaryFolder own = TemporaryFolder.make(parent, PREFIX);
        TemporaryFolder second = TemporaryFolder.make(parent, PREFIX)) {
      assertThat(left).doesNotExist();
      assertThat(all())
          .containsExactlyInAnyOrder(used, foreign, other, target, link, own.path(), second.path());
      assertThat(made(child())).isDirectory(); // another process deletes neither of them
      assertThat(own.path()).isDirectory();
      assertThat(second.path()).isDirectory();
    }
  }

  @Test
  void whatALinkInItLeadsToStays() throws Exception {
    Path kept = Files.writeString(parent.resolve("kept"), "x");
    TemporaryFolder folder = TemporaryFolder.make(parent, PREFIX);
    Files.createSymbolicLink(folder.path().resolve("link"), kept);
    folder.close();

    assertThat(folder.path()).doesNotExist();
    assertThat(kept).hasContent("x");
  }
}

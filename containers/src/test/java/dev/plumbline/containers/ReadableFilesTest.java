package dev.plumbline.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A container sees what it was given, and what links in there lead to. */
class ReadableFilesTest {

  private static final ContainerUser STRANGER = new ContainerUser(4_000_000, 4_000_000, false);

  @TempDir Path folder;

  private Path images;
  private Path socket;

  @BeforeEach
  void makeFolders() throws IOException {
    images = Files.createDirectory(folder.resolve("images"));
    socket = folder.resolve("run").resolve("docker.sock");
  }

  private Set<Path> of(Path... given) throws IOException {
    return ReadableFiles.of(List.of(given), socket, STRANGER);
  }

  private Path file(Path path) throws IOException {
    Files.createDirectories(path.getParent());
    Files.writeString(path, "");
    return path;
  }

  @Test
  void whatIsNotThereIsLeftOut() throws IOException {
    Path file = file(folder.resolve("a.onnx"));

    assertThat(of(file, folder.resolve("none"), images)).containsExactly(file, images);
  }

  @Test
  void linksAreFollowedWhereverTheyLead() throws IOException {
    Path outside = file(folder.resolve("outside/one.png"));
    Path beyond = Files.createSymbolicLink(folder.resolve("beyond.png"), outside);
    Files.createSymbolicLink(images.resolve("relative.png"), Path.of("../outside/one.png"));
    Files.createSymbolicLink(images.resolve("absolute.png"), beyond);
    Files.createSymbolicLink(images.resolve("inside.png"), Path.of("relative.png"));
    Files.createSymbolicLink(images.resolve("dangling.png"), Path.of("none"));
    Path more = file(folder.resolve("more/scene/two.png")).getParent();
    Path further = file(folder.resolve("further/three.png"));
    Files.createSymbolicLink(more.resolve("three.png"), further);
    Files.createSymbolicLink(images.resolve("more"), more);
    Files.createSymbolicLink(more.resolve("around"), images);

    assertThat(of(images)).containsExactlyInAnyOrder(images, outside, beyond, more, further);
  }

  /** The links of a folder that is itself a link lead from where it was named. */
  @Test
  void aFolderThatIsALinkIsSeenAsItWasNamed() throws IOException {
    file(folder.resolve("real/photographs/one.png"));
    Path target = file(folder.resolve("blobs/one"));
    Files.createSymbolicLink(folder.resolve("real/photographs/two.png"), Path.of("../blobs/one"));
    Path blobs = Files.createSymbolicLink(folder.resolve("real/blobs"), target.getParent());
    Path named = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));

    assertThat(of(named.resolve("photographs")))
        .containsExactlyInAnyOrder(
            named.resolve("photographs"), named.resolve("blobs").resolve("one"));
    assertThat(blobs).exists();
  }

  @Test
  void dockerIsNeverSeenFromInside() throws IOException {
    file(socket);
    Path run = Files.createSymbolicLink(folder.resolve("alias"), socket.getParent());

    for (Path path : List.of(socket, socket.getParent(), folder, run)) {
      assertThatThrownBy(() -> of(path))
          .isInstanceOf(UserError.class)
          .hasMessageContaining(
              path + " would be seen from inside a container, with all that is in it, Docker's");
    }
    assertThatThrownBy(() -> of(Path.of("/")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("/ would be seen from inside a container, with all that is in it:");
  }

  @Test
  void whatTheUserOfTheContainerCannotReadIsRefused() throws IOException {
    Path hidden = file(images.resolve("scene/one.png"));
    Files.setPosixFilePermissions(hidden, PosixFilePermissions.fromString("rw-------"));

    assertThatThrownBy(() -> of(images))
        .isInstanceOf(UserError.class)
        .hasMessage(
            hidden
                + " cannot be read in a container, whose user is number 4000000 and not root: let"
                + " all read it (chmod -R a+rX), or run as the user whose it is.");
    Files.setPosixFilePermissions(hidden, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(hidden.getParent(), PosixFilePermissions.fromString("rwx------"));
    assertThatThrownBy(() -> of(images)).hasMessageContaining("scene cannot be read");
  }

  @Test
  void mountPointsAreReadWithTheirSpaces() {
    assertThat(
            ReadableFiles.mountPoint(
                "36 35 98:0 /mnt1 /mnt/my\\040photographs\\134x rw,noatime - ext3 /dev/root rw"))
        .isEqualTo(Path.of("/mnt/my photographs\\x"));
  }
}

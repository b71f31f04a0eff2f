package dev.plumbline.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nobody is root in a container. */
class ContainerUserTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "0, 0, 65534:65534, false",
    "0, 100, 65534:65534, false",
    "1000, 1000, 1000:1000, true",
    "1000, 0, 1000:65534, true"
  })
  void rootIsNobodyAndOthersAreThemselves(int uid, int gid, String numbers, boolean isCaller) {
    ContainerUser user = ContainerUser.of(uid, gid);

    assertThat(user.numbers()).isEqualTo(numbers);
    assertThat(user.isCaller()).isEqualTo(isCaller);
  }

  @ParameterizedTest
  @CsvSource({"rw-r--r--, true", "rw-r-----, false", "rw-------, false"})
  void whatOthersCannotReadAStrangerCannot(String permissions, boolean canRead) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    int own = (int) Files.getAttribute(file, "unix:uid");

    assertThat(new ContainerUser(own + 1, 65_533, false).canRead(file)).isEqualTo(canRead);
    assertThat(new ContainerUser(own, 65_533, true).canRead(file)).isTrue();
  }

  @Test
  void aFolderHasToBeEnteredToo() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString("rwxr-xr--"));
    int own = (int) Files.getAttribute(inner, "unix:uid");

    assertThat(new ContainerUser(own + 1, 65_533, false).canRead(inner)).isFalse();
  }

  @Test
  void theFolderIsGivenToTheUserAlone() throws IOException {
    ContainerUser user = ContainerUser.ofThisProcess();
    Path given = Files.createDirectory(folder.resolve("given"));

    user.give(given);

    assertThat(Files.getAttribute(given, "unix:uid")).isEqualTo(user.uid());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(given)))
        .isEqualTo("rwx------");
    assumeTrue(System.getProperty("user.name").equals("root"));
    assertThat(user.uid()).isEqualTo(65534);
  }
}

package dev.plumbline.fetch.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hashes, against values that their definitions state for the digits 1 to 9. */
class ChecksTest {

  private static final Map<Checks.Kind, String> STATED =
      Map.of(
          Checks.Kind.CRC32, "cbf43926",
          Checks.Kind.CRC32C, "e3069283",
          Checks.Kind.CRC64NVME, "ae8b14860a799888",
          Checks.Kind.MD5, "25f9e794323b453885f5181f1b624d0b",
          Checks.Kind.SHA256, "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
          Checks.Kind.GIT, "e2e107ac61ac259b87c544f6e7a4eb03422c6c21");

  @TempDir private Path folder;

  @Test
  void hashesAreThoseOfTheirDefinitions() throws IOException {
    Path file = Files.writeString(folder.resolve("digits"), "123456789");
    for (Map.Entry<Checks.Kind, String> stated : STATED.entrySet()) {
      Checks checks = Checks.of(stated.getKey(), stated.getValue());
      assertThat(checks.of(file).difference()).as(stated.getKey().name()).isEmpty();
      Path other = Files.writeString(folder.resolve("other"), "123456780");
      assertThat(checks.of(other).difference()).as(stated.getKey().name()).isPresent();
    }
  }

  /** What {@code git hash-object} says of an empty file, and of one with a line. */
  @Test
  void gitsHashIsGits() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty"), "");
    assertThat(
            Checks.of(Checks.Kind.GIT, "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391")
                .of(empty)
                .difference())
        .isEmpty();
    Path line = Files.writeString(folder.resolve("line"), "hello\n");
    assertThat(
            Checks.of(Checks.Kind.GIT, "ce013625030ba8dba906f756967f9e9ca394464a")
                .of(line)
                .difference())
        .isEmpty();
  }
}

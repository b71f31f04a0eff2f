package dev.plumbline.api.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void nameIt() {
    file = folder.resolve("new/report.csv");
  }

  @Test
  void aTextReplacesWhatWasThere() throws IOException {
    AtomicFile.write(file, "old and longer");
    AtomicFile.write(file, "größer");

    assertThat(file).hasContent("größer");
    assertThat(file.getParent()).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void whatFailsInTheMiddleLeavesTheOldFile() throws IOException {
    AtomicFile.write(file, "old");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    stream -> {
                      stream.write(1);
                      throw new IOException("the disk is full");
                    }))
        .withMessage("the disk is full");

    assertThat(file).hasContent("old");
    assertThat(file.getParent()).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void itIsNotThereBeforeItIsWhole() throws IOException {
    try (AtomicFile begun = AtomicFile.begin(file)) {
      Files.writeString(begun.part(), "first line\n");
      assertThat(file).doesNotExist();
      begun.commit();
    }

    assertThat(file).hasContent("first line\n");
  }

  @Test
  void whatIsNotCommittedIsTakenAway() throws IOException {
    try (AtomicFile begun = AtomicFile.begin(file)) {
      Files.writeString(begun.part(), "first line\n");
    }

    assertThat(file.getParent()).isEmptyDirectory();
  }

  @Test
  void aFileWithoutAFolderIsWrittenWhereTheProcessIs() throws IOException {
    Path here = Path.of("AtomicFileTest.txt");
    try {
      AtomicFile.write(here, "text");
      assertThat(here).hasContent("text");
    } finally {
      Files.deleteIfExists(here);
    }
  }
}

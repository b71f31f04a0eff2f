package dev.plumbline.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {

  @TempDir private Path folder;

  @Test
  void filesAndFoldersAreCopied() throws Exception {
    Path from = Files.createDirectories(folder.resolve("from/inner")).getParent();
    Path file = Files.writeString(from.resolve("inner/a"), "1");

    Folders.copy(from, folder.resolve("to"));
    Folders.copy(file, folder.resolve("lone/b"));

    assertThat(folder.resolve("to/inner/a")).hasContent("1");
    assertThat(folder.resolve("lone/b")).hasContent("1");
  }

  @Test
  void whatLinksLeadToIsNotDeleted() throws Exception {
    Path kept = Files.writeString(folder.resolve("kept"), "1");
    Path deleted = Files.createDirectory(folder.resolve("deleted"));
    Files.createSymbolicLink(deleted.resolve("link"), kept);

    Folders.delete(deleted);
    Folders.delete(folder.resolve("never there"));

    assertThat(deleted).doesNotExist();
    assertThat(kept).exists();
  }
}

package dev.plumbline.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreeSpaceTest {

  @TempDir private Path folder;

  @Test
  void aFolderHasRoom() {
    assertThat(FreeSpace.in(folder)).isPresent();
    assertThat(FreeSpace.in(folder).getAsLong())
        .isPositive()
        .isLessThanOrEqualTo(folder.toFile().getTotalSpace());
  }

  @Test
  void ofAFolderThatIsNotThereNothingIsKnown() {
    assertThat(FreeSpace.in(folder.resolve("none"))).isEmpty();
  }
}

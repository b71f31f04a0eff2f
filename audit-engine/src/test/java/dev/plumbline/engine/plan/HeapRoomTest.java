package dev.plumbline.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeapRoomTest {

  private static final HeapRoom ROOM = HeapRoom.of(400_000_000);

  @TempDir Path folder;

  @Test
  void whatDoesNotFitIsNeverBegun() {
    Path file = Path.of("latents.npy");

    assertThat(ROOM.<Long>make(file, 300_000_000, bytes -> bytes)).isEqualTo(300_000_000);
    assertThatThrownBy(
            () ->
                ROOM.make(
                    file,
                    300_000_001,
                    bytes -> {
                      throw new AssertionError("it was begun");
                    }))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "What is in latents.npy takes 300.0 MB of Java's memory, and there is room for 300.0"
                + " MB: give less, or more memory, with -Xmx in the environment variable"
                + " JAVA_TOOL_OPTIONS.");
  }

  /** Others may have taken what there is. */
  @Test
  void whatFillsTheMemoryIsRefusedAsWell() {
    assertThatThrownBy(
            () ->
                ROOM.make(
                    Path.of("a.npy"),
                    4,
                    bytes -> {
                      throw new OutOfMemoryError("Java heap space");
                    }))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("What is in a.npy takes 0.0 MB of Java's memory");
  }

  @Test
  void filesOfAKindHaveALargestSize() throws IOException {
    Path file = Files.write(folder.resolve("config.json"), new byte[1000]);

    ROOM.requireSize(file, 1000, 300_000);
    assertThatThrownBy(() -> ROOM.requireSize(file, 999, 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no such file has more than");
    assertThatThrownBy(() -> ROOM.requireSize(file, 1000, 300_001))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("What is in " + file + " takes 300.0 MB of Java's memory");
  }
}

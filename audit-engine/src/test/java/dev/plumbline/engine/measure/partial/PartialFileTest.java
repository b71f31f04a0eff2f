package dev.plumbline.engine.measure.partial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartialFileTest {

  private static final SortedMap<String, String> TASK =
      new TreeMap<>(Map.of("seed", "42", "timestep", "50"));

  private static final int CHECKSUM = 32;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("some.partial");
    PartialFile.write(
        file,
        TASK,
        to -> {
          to.writeString("norms");
          to.writeDoubles(new double[] {1, Double.NaN, -0.0});
          to.writeLong(7);
        });
  }

  private String read(SortedMap<String, String> task) throws IOException {
    return PartialFile.read(
        file,
        task,
        from -> from.readString() + Arrays.toString(from.readDoubles(3)) + from.readLong(0, 10));
  }

  private static SortedMap<String, String> task(String name, String value) {
    SortedMap<String, String> task = new TreeMap<>(TASK);
    task.put(name, value);
    return task;
  }

  @Test
  void isReadForItsOwnTask() throws IOException {
    assertThat(read(TASK)).isEqualTo("norms[1.0, NaN, -0.0]7");
    assertThat(PartialFile.task(file)).isEqualTo(TASK);
  }

  @Test
  void isRefusedForAnother() {
    assertThatThrownBy(() -> read(task("seed", "43")))
        .isInstanceOf(IOException.class)
        .hasMessage(file + " is of another task: its seed is 42, and 43 is wanted.");
    assertThatThrownBy(() -> read(task("folds", "5")))
        .hasMessage(file + " is of another task: its folds is none, and 5 is wanted.");
  }

  @Test
  void isRefusedOfAnotherVersion() throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    Files.writeString(
        file,
        text.replaceFirst("^plumbline partial \\d+", "plumbline partial 999"),
        StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> read(TASK))
        .hasMessageContaining("is a partial of another version: plumbline partial 999, and this");
  }

  @Test
  void isRefusedIfItIsNone() throws IOException {
    for (String text : new String[] {"", "\n", "PK", "plumbline partial", "x".repeat(500)}) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> read(TASK)).as(text).hasMessageStartingWith(file + " is no partial");
    }
    Files.writeString(file, "plumbline partial 1\n");
    assertThatThrownBy(() -> read(TASK)).hasMessageContaining("its checksum is another");
  }

  @Test
  void isRefusedWhateverWasChanged() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(1);
    for (int i = 0; i < 1000; i++) {
      byte[] changed = whole.clone();
      if (random.nextInt(4) == 0) {
        changed = Arrays.copyOf(changed, random.nextInt(changed.length + 40));
      }
      if (changed.length > 0) {
        changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(file, changed);
      assertThatThrownBy(() -> read(TASK))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString());
    }
  }

  /** Whoever changes a file can write its checksum too: nothing is believed for that. */
  @Test
  void isReadOrRefusedWhereTheChecksumIsMadeToMatch() throws Exception {
    byte[] whole = Files.readAllBytes(file);
    Random random = new Random(2);
    int refused = 0;
    for (int i = 0; i < 1000; i++) {
      byte[] changed = whole.clone();
      int body = changed.length - CHECKSUM;
      changed[random.nextInt(body)] ^= (byte) (1 << random.nextInt(8));
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(changed, 0, body);
      System.arraycopy(sha256.digest(), 0, changed, body, CHECKSUM);
      Files.write(file, changed);
      try {
        read(TASK);
      } catch (IOException e) {
        assertThat(e).hasMessageMatching("(?s).+");
        refused++;
      }
    }
    assertThat(refused).isBetween(500, 1000);
  }

  @Test
  void isRefusedWithMoreThanItShouldHave() throws IOException {
    PartialFile.write(file, TASK, to -> to.writeDoubles(new double[9]));

    assertThatThrownBy(() -> PartialFile.read(file, TASK, from -> ""))
        .isInstanceOf(IOException.class);
  }
}

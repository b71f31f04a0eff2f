package dev.plumbline.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {

  @TempDir Path folder;

  private Path kept;
  private Path candidates;
  private Corpus corpus;

  @BeforeEach
  void makeFolders() throws IOException {
    kept = Files.createDirectory(folder.resolve("kept"));
    candidates = Files.createDirectory(folder.resolve("candidates"));
    corpus = new Corpus(kept);
  }

  private static void write(Path file, int size) throws IOException {
    Files.write(file, new byte[size]);
  }

  @Test
  void whatIsNewIsTaken() throws IOException {
    write(kept.resolve("mine"), 5);
    write(candidates.resolve("mine"), 9);
    write(candidates.resolve("found"), 7);

    assertThat(corpus.take(candidates)).isEqualTo(1);

    assertThat(corpus.inputs()).containsExactly(kept.resolve("found"), kept.resolve("mine"));
    assertThat(kept.resolve("mine")).hasSize(5);
  }

  @Test
  void whatIsTooLargeIsLeft() throws IOException {
    write(candidates.resolve("large"), JazzerRun.LONGEST_INPUT + 1);
    write(candidates.resolve("largest"), JazzerRun.LONGEST_INPUT);

    assertThat(corpus.take(candidates)).isEqualTo(1);
    assertThat(corpus.inputs()).containsExactly(kept.resolve("largest"));
  }

  @Test
  void theSmallestAreTakenAsLongAsThereIsRoom() throws IOException {
    int room = 3 * JazzerRun.LONGEST_INPUT;
    for (int i = 0; Corpus.LARGEST - (long) i * JazzerRun.LONGEST_INPUT > room; i++) {
      write(kept.resolve("kept-" + i), JazzerRun.LONGEST_INPUT);
    }
    for (int i = 0; i < 4; i++) {
      write(candidates.resolve("new-" + i), JazzerRun.LONGEST_INPUT - i);
    }
    write(candidates.resolve("small"), 1);

    assertThat(corpus.take(candidates)).isEqualTo(4);

    assertThat(kept.resolve("small")).exists();
    assertThat(kept.resolve("new-0")).doesNotExist();
    long size = 0;
    for (Path input : corpus.inputs()) {
      size += Files.size(input);
    }
    assertThat(size).isLessThanOrEqualTo(Corpus.LARGEST);
  }
}

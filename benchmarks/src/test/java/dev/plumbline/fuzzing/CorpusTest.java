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
  void thereAreNoMoreBytesThanThereIsRoomFor() throws IOException {
    int files = (int) (Corpus.LARGEST / JazzerRun.LONGEST_INPUT) - 1;
    for (int i = 0; i < files; i++) {
      write(kept.resolve("kept-" + i), JazzerRun.LONGEST_INPUT);
    }
    write(candidates.resolve("a"), JazzerRun.LONGEST_INPUT - 1);
    write(candidates.resolve("b"), 2);
    write(candidates.resolve("c"), 1);

    assertThat(corpus.take(candidates)).isEqualTo(2);

    assertThat(kept.resolve("a")).exists();
    assertThat(kept.resolve("b")).doesNotExist();
    assertThat(kept.resolve("c")).exists();
  }

  @Test
  void thereAreNoMoreInputsThanAreKept() throws IOException {
    write(kept.resolve("kept"), 1);
    for (int i = 0; i < Corpus.MOST + 1; i++) {
      write(candidates.resolve("new-" + i), 1);
    }

    assertThat(corpus.take(candidates)).isEqualTo(Corpus.MOST - 1);
    assertThat(corpus.take(candidates)).isZero();
    assertThat(corpus.inputs()).hasSize(Corpus.MOST);
  }
}

package dev.plumbline.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.engine.input.NumpyArray;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyFileTest {

  @TempDir Path folder;

  @Test
  void whatIsWrittenIsRead() throws Exception {
    Path file = folder.resolve("a.npy");

    NpyFile.write(file, List.of(new float[] {1, -2.5f, 3, 4, 5, 6}, new float[6]), 1, 2, 3);

    NumpyArray array = NumpyArray.read(file);
    assertThat(array.shape()).containsExactly(2, 1, 2, 3);
    assertThat(array.data()).containsExactly(1, -2.5f, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0);
  }
}

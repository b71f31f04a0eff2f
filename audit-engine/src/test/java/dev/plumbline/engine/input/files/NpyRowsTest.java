package dev.plumbline.engine.input.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpyRowsTest {

  @TempDir Path folder;

  @Test
  void whatIsWrittenIsRead() throws Exception {
    Path file = folder.resolve("a.npy");

    try (NpyRows rows = new NpyRows(file, 2, 1, 2, 3)) {
      rows.add(new float[] {1, -2.5f, 3, 4, 5, 6});
      rows.add(new float[6]);
      rows.finish();
    }

    NumpyArray array = NumpyArray.read(file);
    assertThat(array.shape()).containsExactly(2, 1, 2, 3);
    assertThat(array.data()).containsExactly(1, -2.5f, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0);
  }
}

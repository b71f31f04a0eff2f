package dev.plumbline.engine.input.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.engine.input.TestData;
import dev.plumbline.engine.input.files.NumpyArray;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptFilesTest {

  @TempDir Path folder;

  @Test
  void readsEmbeddingsWithAndWithoutABatch() throws IOException {
    float[] values = {1, 2, 3, 4, 5, 6};

    for (int[] shape : new int[][] {{2, 3}, {1, 2, 3}}) {
      NumpyArray prompt = PromptFiles.tokens(TestData.npy(folder.resolve("p.npy"), values, shape));
      assertThat(prompt.shape()).containsExactly(1, 2, 3);
      assertThat(prompt.data()).containsExactly(values);
    }
  }

  @Test
  void refusesOtherArrays() throws IOException {
    for (int[] shape : new int[][] {{6}, {2, 1, 3}, {1, 1, 2, 3}, {1, 0, 3}}) {
      int count = 1;
      for (int dimension : shape) {
        count *= dimension;
      }
      Path file = TestData.npy(folder.resolve("p.npy"), new float[count], shape);
      assertThatThrownBy(() -> PromptFiles.tokens(file))
          .isInstanceOf(UserError.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("they must be [1, S, D] or [S, D]");
    }
    Path nan = TestData.npy(folder.resolve("p.npy"), new float[] {Float.NaN}, 1, 1, 1);
    assertThatThrownBy(() -> PromptFiles.tokens(nan))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("have values that are not finite");
  }
}

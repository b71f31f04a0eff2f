package dev.plumbline.engine.input.latents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.engine.input.TestData;
import dev.plumbline.engine.plan.Inputs.Noise;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoiseFieldsTest {

  private static final Latents LATENTS = new Latents(List.of(), 2, 1, 2, 2);

  @TempDir Path folder;

  @Test
  void drawsOneForEachImage() {
    NoiseFields noise = NoiseFields.of(TestData.independent(), 3, LATENTS);

    assertThat(noise.field("a", 0))
        .hasSize(4)
        .containsExactly(noise.field("a", 1))
        .isNotEqualTo(noise.field("b", 0));
  }

  @Test
  void drawsOneForAllImages() {
    NoiseFields noise = NoiseFields.of(new Noise(Noise.Kind.SHARED, Optional.empty()), 3, LATENTS);
    NoiseFields other = NoiseFields.of(new Noise(Noise.Kind.SHARED, Optional.empty()), 4, LATENTS);

    assertThat(noise.field("a", 0))
        .containsExactly(noise.field("b", 1))
        .isNotEqualTo(other.field("a", 0));
  }

  @Test
  void readsARowForEachImage() throws IOException {
    NoiseFields noise = fromFile(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 1, 2, 2);

    assertThat(noise.field("a", 1)).containsExactly(5, 6, 7, 8);
    assertThat(noise.field("b", 0)).containsExactly(1, 2, 3, 4);
  }

  @Test
  void refusesAnotherShape() {
    assertThatThrownBy(() -> fromFile(new float[12], 3, 1, 2, 2))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "The noise in "
                + folder.resolve("noise.npy")
                + " has the shape [3, 1, 2, 2]; these latents need [2, 1, 2, 2], a field for each"
                + " of them. Give such a file, or -Daudit.noise=independent.");
    assertThatThrownBy(() -> fromFile(new float[8], 2, 4))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has the shape [2, 4]");
  }

  @Test
  void refusesValuesThatAreNotFinite() {
    float[] values = new float[8];
    values[3] = Float.POSITIVE_INFINITY;

    assertThatThrownBy(() -> fromFile(values, 2, 1, 2, 2))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has values that are not finite");
  }

  private NoiseFields fromFile(float[] values, int... shape) throws IOException {
    Path file = TestData.npy(folder.resolve("noise.npy"), values, shape);
    return NoiseFields.of(new Noise(Noise.Kind.FILE, Optional.of(file)), 3, LATENTS);
  }
}

package dev.plumbline.engine.measure.windows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuadrantTest {

  /** Grids of windows of 32, 40, 64 and 64×96 latents, and by how many tokens 8 latents shift. */
  @ParameterizedTest
  @CsvSource({"32,32,8", "4,4,1", "5,5,1", "40,40,8", "8,8,1", "64,64,8", "16,24,2"})
  void everyTokenIsSeenOnceAndAwayFromTheBorder(int height, int width, int shift) {
    Set<Integer> seen = new HashSet<>();
    for (Quadrant quadrant : Quadrant.values()) {
      int[] tokens = quadrant.tokens(height, width);
      int[] shifted = quadrant.shiftedTokens(height, width, shift);
      assertThat(shifted).hasSameSizeAs(tokens);
      for (int i = 0; i < tokens.length; i++) {
        assertThat(seen.add(tokens[i])).isTrue();
        int row = shifted[i] / width;
        int column = shifted[i] % width;
        assertThat(row).isBetween(shift, height - 1 - shift);
        assertThat(column).isBetween(shift, width - 1 - shift);
        // a window that starts lower and further right shows a content higher and further left
        assertThat(row).isEqualTo(tokens[i] / width - Integer.signum(quadrant.down()) * shift);
        assertThat(column).isEqualTo(tokens[i] % width - Integer.signum(quadrant.right()) * shift);
      }
      assertThat(tokens).isSorted();
    }
    assertThat(seen).hasSize(height * width);
  }

  @ParameterizedTest
  @CsvSource({"TOP_LEFT,0", "TOP_RIGHT,3", "BOTTOM_LEFT,12", "BOTTOM_RIGHT,15"})
  void everyCornerIsItsOwnQuadrants(Quadrant quadrant, int corner) {
    assertThat(Arrays.stream(quadrant.tokens(4, 4)).boxed()).contains(corner);
  }
}

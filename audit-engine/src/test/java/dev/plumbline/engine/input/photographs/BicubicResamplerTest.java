package dev.plumbline.engine.input.photographs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BicubicResamplerTest {

  private static final int[] PLANE = {
    0, 255, 0, 255, 0, 255, 0, //
    21, 245, 211, 239, 45, 5, 157, //
    159, 60, 54, 236, 109, 46, 199, //
    82, 32, 205, 36, 7, 134, 222, //
    57, 146, 8, 149, 14, 15, 22
  };

  /** The expected values are Pillow's, {@code resize(size, BICUBIC)}. */
  @Test
  void shrinksAsPillowDoes() {
    assertThat(BicubicResampler.resample(PLANE, 7, 5, 3, 2))
        .containsExactly(127, 152, 97, 91, 89, 90);
    assertThat(BicubicResampler.resample(PLANE, 7, 5, 7, 4))
        .containsExactly(
            0, 255, 48, 252, 5, 206, 27, //
            80, 175, 148, 249, 77, 8, 177, //
            121, 28, 144, 110, 50, 106, 222, //
            58, 123, 53, 117, 7, 42, 61);
  }

  @Test
  void leavesAnImageOfTheRightSizeAlone() {
    assertThat(BicubicResampler.resample(PLANE, 7, 5, 7, 5))
        .containsExactly(PLANE)
        .isNotSameAs(PLANE);
  }

  @Test
  void keepsAnEvenColourToTheEdges() {
    int[] even = new int[100 * 90];
    Arrays.fill(even, 201);

    assertThat(BicubicResampler.resample(even, 100, 90, 16, 16)).containsOnly(201);
  }

  /** Without antialiasing a shrunken checkerboard would be a pattern of its two colours. */
  @Test
  void antialiases() {
    int[] board = new int[128 * 128];
    for (int i = 0; i < board.length; i++) {
      board[i] = (i / 128 + i) % 2 == 0 ? 0 : 200;
    }

    for (int value : BicubicResampler.resample(board, 128, 128, 24, 24)) {
      assertThat(value).isBetween(95, 105);
    }
  }
}

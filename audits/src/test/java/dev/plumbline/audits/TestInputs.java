package dev.plumbline.audits;

import java.nio.file.Path;
import java.util.Random;

/** Files of latents and prompt embeddings, drawn at random. */
final class TestInputs {

  static final int SIZE = 32;
  private static final int CHANNELS = 4;
  private static final int PROMPT_TOKENS = 77;

  private TestInputs() {}

  /**
   * Writes latents of unit variance in which neighbours are alike, as they are in photographs. The
   * blur runs around the borders, so that no position differs from any other.
   */
  static Path smoothLatents(Path file, int count, long seed) {
    return smoothLatents(file, count, seed, SIZE);
  }

  /** Writes such latents of another size. */
  static Path smoothLatents(Path file, int count, long seed, int size) {
    Random random = new Random(seed);
    float[] values = new float[count * CHANNELS * size * size];
    for (int plane = 0; plane < count * CHANNELS; plane++) {
      float[] white = normal(random, size * size);
      for (int row = 0; row < size; row++) {
        for (int column = 0; column < size; column++) {
          float sum = 0;
          for (int near = 0; near < 9; near++) {
            int r = (row + near / 3 + size - 1) % size;
            int c = (column + near % 3 + size - 1) % size;
            sum += white[r * size + c];
          }
          values[(plane * size + row) * size + column] = sum / 3;
        }
      }
    }
    return NpyWriter.write(file, values, count, CHANNELS, size, size);
  }

  /** Writes prompt embeddings [1,77,D]. */
  static Path prompt(Path file, int width, long seed) {
    return NpyWriter.write(
        file, normal(new Random(seed), PROMPT_TOKENS * width), 1, PROMPT_TOKENS, width);
  }

  private static float[] normal(Random random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}

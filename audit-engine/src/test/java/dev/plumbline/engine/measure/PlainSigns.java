package dev.plumbline.engine.measure;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.SplittableRandom;

/** Sketches as docs/measurements.md defines them, one sign and one product after the other. */
public final class PlainSigns {

  public static final int SIDE = 16;

  private final int[] rows;
  private final int[] flips;
  private final int[] columns;
  private final int channels;
  private final int tokens;

  /** Draws the signs of an image at a layer. */
  public PlainSigns(long seed, String image, String layer, int channels, int tokens) {
    this.channels = channels;
    this.tokens = tokens;
    rows = signs("sketch rows\n" + seed + "\n" + image + "\n" + layer, SIDE * channels);
    flips = signs("sketch tokens\n" + seed + "\n" + image + "\n" + layer, SIDE * tokens);
    columns = signs("sketch columns\n" + seed + "\n" + image + "\n" + layer, tokens * SIDE);
  }

  private static int[] signs(String drawnFrom, int count) {
    byte[] hash;
    try {
      hash =
          MessageDigest.getInstance("SHA-256").digest(drawnFrom.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
    SplittableRandom random = new SplittableRandom(ByteBuffer.wrap(hash).getLong());
    int[] signs = new int[count];
    long bits = 0;
    for (int i = 0; i < count; i++) {
      if (i % 64 == 0) {
        bits = random.nextLong();
      }
      signs[i] = ((bits >>> (i % 64)) & 1) == 1 ? 1 : -1;
    }
    return signs;
  }

  public int[] rows() {
    return rows;
  }

  public int[] flips() {
    return flips;
  }

  public int[] columns() {
    return columns;
  }

  /** Returns Σ R[i, c] X[c, t] P[i, t] Q[t, j] / 16 of X [C, T]. */
  public double[] sketch(double[] x) {
    double[] half = new double[SIDE * tokens];
    for (int row = 0; row < SIDE; row++) {
      for (int c = 0; c < channels; c++) {
        int sign = rows[row * channels + c];
        for (int t = 0; t < tokens; t++) {
          half[row * tokens + t] += sign * x[c * tokens + t];
        }
      }
    }
    double[] sketch = new double[SIDE * SIDE];
    for (int row = 0; row < SIDE; row++) {
      for (int t = 0; t < tokens; t++) {
        for (int column = 0; column < SIDE; column++) {
          sketch[row * SIDE + column] +=
              columns[t * SIDE + column] * flips[row * tokens + t] * half[row * tokens + t] / SIDE;
        }
      }
    }
    return sketch;
  }

  /** Returns the sum of squares. */
  public static double squares(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value * value;
    }
    return sum;
  }
}

package dev.plumbline.engine.input.latents;

/**
 * A window of a latent.
 *
 * @param top its first row
 * @param left its first column
 * @param height how many rows it has
 * @param width how many columns it has
 */
public record Window(int top, int left, int height, int width) {

  /**
   * Cuts the window out of every channel.
   *
   * @param x [c·h·w]
   * @param c its channels
   * @param h its height
   * @param w its width
   * @return [c·height·width], a copy
   */
  public float[] cut(float[] x, int c, int h, int w) {
    float[] part = new float[c * height * width];
    for (int row = 0; row < c * height; row++) {
      int from = (row / height * h + top + row % height) * w + left;
      System.arraycopy(x, from, part, row * width, width);
    }
    return part;
  }
}

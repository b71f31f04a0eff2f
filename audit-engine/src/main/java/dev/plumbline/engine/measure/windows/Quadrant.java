package dev.plumbline.engine.measure.windows;

/**
 * A quarter of a window, and the shifted window that shows the same content away from its border:
 * the one that lies further out in the quarter's own direction.
 */
public enum Quadrant {
  TOP_LEFT(-1, -1),
  TOP_RIGHT(-1, 1),
  BOTTOM_LEFT(1, -1),
  BOTTOM_RIGHT(1, 1);

  private final int down;
  private final int right;

  Quadrant(int down, int right) {
    this.down = down;
    this.right = right;
  }

  /** Returns 1 if its window is shifted down, −1 if up. */
  public int down() {
    return down;
  }

  /** Returns 1 if its window is shifted to the right, −1 if to the left. */
  public int right() {
    return right;
  }

  /**
   * Returns its tokens on a grid, in row-major order. Those in the middle are of the first half.
   */
  int[] tokens(int height, int width) {
    int firstRow = down < 0 ? 0 : half(height);
    int firstColumn = right < 0 ? 0 : half(width);
    int rows = down < 0 ? half(height) : height - firstRow;
    int columns = right < 0 ? half(width) : width - firstColumn;
    int[] tokens = new int[rows * columns];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = (firstRow + i / columns) * width + firstColumn + i % columns;
    }
    return tokens;
  }

  private static int half(int length) {
    return (length + 1) / 2;
  }

  /**
   * Returns where its tokens are in the shifted window's grid, in the order of {@link #tokens}.
   *
   * @param height the grid's height
   * @param width the grid's width
   * @param shift by how many tokens the window is shifted
   */
  public int[] shiftedTokens(int height, int width, int shift) {
    int[] tokens = tokens(height, width);
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] -= (down * width + right) * shift; // content moves against the window
    }
    return tokens;
  }
}

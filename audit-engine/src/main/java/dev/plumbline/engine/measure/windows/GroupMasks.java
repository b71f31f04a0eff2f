package dev.plumbline.engine.measure.windows;

import dev.plumbline.api.TokenGroup;
import dev.plumbline.api.spi.LayerShape;
import java.util.List;

/**
 * Which tokens belong to which group, on a whole grid or on a window inside it.
 *
 * @param height the grid's height
 * @param width the grid's width
 * @param margin how many tokens a side lie outside the window; 0 for the whole grid
 */
public record GroupMasks(int height, int width, int margin) {

  /** The groups in the order of the masks' rows. */
  public static final List<TokenGroup> ORDER =
      List.of(TokenGroup.CORNER, TokenGroup.BORDER, TokenGroup.INTERIOR);

  public static GroupMasks of(LayerShape shape, int margin) {
    return new GroupMasks(shape.height(), shape.width(), margin);
  }

  public int tokens() {
    return height * width;
  }

  /** Returns a token's group; null outside the window. */
  public TokenGroup group(int token) {
    int row = token / width - margin;
    int column = token % width - margin;
    int windowHeight = height - 2 * margin;
    int windowWidth = width - 2 * margin;
    if (row < 0 || row >= windowHeight || column < 0 || column >= windowWidth) {
      return null;
    }
    return TokenGroup.of(row, column, windowHeight, windowWidth);
  }

  /** Returns the membership of tokens in the groups of several windows of one grid, [G, T]. */
  public static float[] matrix(GroupMasks... windows) {
    float[] matrix = new float[windows.length * ORDER.size() * windows[0].tokens()];
    for (int window = 0; window < windows.length; window++) {
      windows[window].write(matrix, window * ORDER.size());
    }
    return matrix;
  }

  /** Writes the membership of the three groups into rows of a matrix [G, T]. */
  private void write(float[] matrix, int firstRow) {
    for (int token = 0; token < tokens(); token++) {
      TokenGroup group = group(token);
      if (group != null) {
        matrix[(firstRow + ORDER.indexOf(group)) * tokens() + token] = 1;
      }
    }
  }

  /** Returns weights [T, 1] whose product with tokens is the window's mean token. */
  public float[] windowMean() {
    float[] weights = new float[tokens()];
    float share = 1f / ((height - 2 * margin) * (width - 2 * margin));
    for (int token = 0; token < weights.length; token++) {
      weights[token] = group(token) == null ? 0 : share;
    }
    return weights;
  }
}

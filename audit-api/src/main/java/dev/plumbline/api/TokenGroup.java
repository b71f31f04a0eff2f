package dev.plumbline.api;

import java.util.Locale;

/** A group of tokens by their place on the h×w grid. Each token is in exactly one. */
public enum TokenGroup {
  /** The four corner tokens. */
  CORNER,
  /** The tokens on an edge that are not corners. */
  BORDER,
  /** All others; the paper's code calls them "other". */
  INTERIOR;

  /**
   * Finds a token's group.
   *
   * @param row the token's row, from 0
   * @param column the token's column, from 0
   * @param height the grid's height in tokens
   * @param width the grid's width in tokens
   */
  public static TokenGroup of(int row, int column, int height, int width) {
    boolean horizontalEdge = row == 0 || row == height - 1;
    boolean verticalEdge = column == 0 || column == width - 1;
    if (horizontalEdge && verticalEdge) {
      return CORNER;
    }
    return horizontalEdge || verticalEdge ? BORDER : INTERIOR;
  }

  /** Returns the group as metric names spell it: {@code corner}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

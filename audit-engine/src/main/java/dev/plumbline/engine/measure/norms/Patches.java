package dev.plumbline.engine.measure.norms;

import java.util.ArrayDeque;
import java.util.Deque;

/** Groups of tokens that touch. */
final class Patches {

  private Patches() {}

  /** Counts the 4-connected groups of marked tokens on a grid in row-major order. */
  static int count(boolean[] marked, int height, int width) {
    boolean[] open = marked.clone();
    int patches = 0;
    for (int token = 0; token < open.length; token++) {
      if (open[token]) {
        patches++;
        close(open, token, height, width);
      }
    }
    return patches;
  }

  private static void close(boolean[] open, int start, int height, int width) {
    Deque<Integer> border = new ArrayDeque<>();
    open[start] = false;
    border.push(start);
    while (!border.isEmpty()) {
      int token = border.pop();
      int row = token / width;
      int column = token % width;
      int[] neighbours = {
        row > 0 ? token - width : token,
        row < height - 1 ? token + width : token,
        column > 0 ? token - 1 : token,
        column < width - 1 ? token + 1 : token
      };
      for (int neighbour : neighbours) {
        if (open[neighbour]) {
          open[neighbour] = false;
          border.push(neighbour);
        }
      }
    }
  }
}

package dev.plumbline.engine.judge.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Ways of arranging a run's scenes anew: all there are where scenes are few, so that nothing is
 * left to chance, and drawn ones otherwise. A scene has one bit, and those of four are in one
 * number.
 *
 * @param arranged the patterns
 * @param areAll whether they are all there are, each once; the scenes as they are among them
 */
record ScenePatterns(byte[][] arranged, boolean areAll) {

  /** How many scenes have their bits in one number. */
  static final int TOGETHER = 4;

  static final int PATTERNS = 1 << TOGETHER;

  /** So many patterns still take less than a second. */
  private static final int MOST = 1 << 16;

  /** Smallest probability that can be told: 1 in 5000. */
  private static final int DRAWS = 4999;

  /**
   * Makes patterns of signs.
   *
   * @param scenes how many scenes the run has
   * @param seed seeds the draws, where all would be too many
   */
  static ScenePatterns signs(int scenes, long seed) {
    return Math.scalb(1.0, scenes) <= MOST
        ? allSigns(scenes)
        : drawnSigns(scenes, new SplittableRandom(seed));
  }

  private static ScenePatterns allSigns(int scenes) {
    byte[][] signs = new byte[1 << scenes][blocks(scenes)];
    for (int pattern = 0; pattern < signs.length; pattern++) {
      for (int block = 0; block < signs[pattern].length; block++) {
        signs[pattern][block] = (byte) ((pattern >> (TOGETHER * block)) & (PATTERNS - 1));
      }
    }
    return new ScenePatterns(signs, true);
  }

  private static ScenePatterns drawnSigns(int scenes, SplittableRandom random) {
    byte[][] signs = new byte[DRAWS][blocks(scenes)];
    for (byte[] pattern : signs) {
      for (int block = 0; block < pattern.length; block++) {
        pattern[block] = (byte) random.nextInt(PATTERNS);
      }
    }
    return new ScenePatterns(signs, false);
  }

  /**
   * Makes patterns that divide scenes between two sides, of which the first keeps its number.
   *
   * @param first how many are on the first side, whose bits are set
   * @param second how many are on the second
   * @param seed seeds the draws, where all would be too many
   */
  static ScenePatterns sides(int first, int second, long seed) {
    long ways = ways(first, first + second);
    return ways <= MOST
        ? allSides(first, first + second, (int) ways)
        : drawnSides(first, first + second, new SplittableRandom(seed));
  }

  /** Returns in how many ways some of all scenes can be chosen, or a number above the most. */
  private static long ways(int chosen, int scenes) {
    int fewer = Math.min(chosen, scenes - chosen);
    long ways = 1;
    for (int i = 1; i <= fewer && ways <= MOST; i++) {
      ways = ways * (scenes - fewer + i) / i;
    }
    return ways;
  }

  private static ScenePatterns allSides(int first, int scenes, int ways) {
    byte[][] sides = new byte[ways][];
    int[] chosen = new int[first];
    Arrays.setAll(chosen, i -> i);
    for (int way = 0; way < ways; way++) {
      sides[way] = side(chosen, first, scenes);
      next(chosen, scenes);
    }
    return new ScenePatterns(sides, true);
  }

  /** Goes on to the next choice of scenes, in lexical order; the last one stays. */
  private static void next(int[] chosen, int scenes) {
    int count = chosen.length;
    int at = count - 1;
    while (at >= 0 && chosen[at] == scenes - count + at) {
      at--;
    }
    if (at >= 0) {
      chosen[at]++;
      for (int i = at + 1; i < count; i++) {
        chosen[i] = chosen[i - 1] + 1;
      }
    }
  }

  private static ScenePatterns drawnSides(int first, int scenes, SplittableRandom random) {
    byte[][] sides = new byte[DRAWS][];
    int[] order = new int[scenes];
    Arrays.setAll(order, i -> i);
    for (int draw = 0; draw < DRAWS; draw++) {
      for (int i = 0; i < first; i++) {
        int other = random.nextInt(i, scenes);
        int scene = order[other];
        order[other] = order[i];
        order[i] = scene;
      }
      sides[draw] = side(order, first, scenes);
    }
    return new ScenePatterns(sides, false);
  }

  private static byte[] side(int[] chosen, int count, int scenes) {
    byte[] side = new byte[blocks(scenes)];
    for (int i = 0; i < count; i++) {
      side[chosen[i] / TOGETHER] |= (byte) (1 << (chosen[i] % TOGETHER));
    }
    return side;
  }

  /** Returns how many numbers the bits of so many scenes take. */
  static int blocks(int scenes) {
    return (scenes + TOGETHER - 1) / TOGETHER;
  }
}

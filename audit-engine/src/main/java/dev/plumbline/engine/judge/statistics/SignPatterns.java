package dev.plumbline.engine.judge.statistics;

import java.util.SplittableRandom;

/**
 * Patterns of signs of a run's scenes: all there are where scenes are few, so that nothing is left
 * to chance, and drawn ones otherwise. The signs of four scenes are in one number.
 *
 * @param signs the patterns
 * @param areAll whether they are all there are, each once; the scenes as they are among them
 */
record SignPatterns(byte[][] signs, boolean areAll) {

  /** How many scenes have their signs in one number. */
  static final int TOGETHER = 4;

  static final int PATTERNS = 1 << TOGETHER;

  /** Two samples of eight scenes each, of which all patterns still take less than a second. */
  private static final int MOST_SCENES = 16;

  /** Smallest probability that can be told: 1 in 5000. */
  private static final int DRAWS = 4999;

  /**
   * Makes the patterns.
   *
   * @param scenes how many scenes the run has, of both samples where there are two
   * @param seed seeds the draws, where all would be too many
   */
  static SignPatterns of(int scenes, long seed) {
    return scenes <= MOST_SCENES ? all(scenes) : drawn(scenes, new SplittableRandom(seed));
  }

  private static SignPatterns all(int scenes) {
    byte[][] signs = new byte[1 << scenes][blocks(scenes)];
    for (int pattern = 0; pattern < signs.length; pattern++) {
      for (int block = 0; block < signs[pattern].length; block++) {
        signs[pattern][block] = (byte) ((pattern >> (TOGETHER * block)) & (PATTERNS - 1));
      }
    }
    return new SignPatterns(signs, true);
  }

  private static SignPatterns drawn(int scenes, SplittableRandom random) {
    byte[][] signs = new byte[DRAWS][blocks(scenes)];
    for (byte[] pattern : signs) {
      for (int block = 0; block < pattern.length; block++) {
        pattern[block] = (byte) random.nextInt(PATTERNS);
      }
    }
    return new SignPatterns(signs, false);
  }

  /** Returns how many numbers the signs of so many scenes take. */
  static int blocks(int scenes) {
    return (scenes + TOGETHER - 1) / TOGETHER;
  }
}

package dev.plumbline.engine.judge.statistics;

import java.util.ArrayList;
import java.util.List;
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
   * Makes patterns that deal scenes to two sides, the scenes of each stratum among themselves.
   *
   * @param scenes how many scenes there are
   * @param strata the strata, of which each keeps its number of scenes on the first side, whose
   *     bits are set
   * @param seed seeds the draws, where all would be too many
   */
  static ScenePatterns sides(int scenes, List<Stratum> strata, long seed) {
    double ways = strata.stream().mapToDouble(Stratum::ways).reduce(1, (one, other) -> one * other);
    return ways <= MOST
        ? allSides(scenes, strata)
        : drawnSides(scenes, strata, new SplittableRandom(seed));
  }

  private static ScenePatterns allSides(int scenes, List<Stratum> strata) {
    List<byte[]> sides = new ArrayList<>(List.of(new byte[blocks(scenes)]));
    for (Stratum stratum : strata) {
      List<byte[]> further = new ArrayList<>();
      for (byte[] side : sides) {
        for (int[] chosen : stratum.choices()) {
          further.add(with(side, chosen));
        }
      }
      sides = further;
    }
    return new ScenePatterns(sides.toArray(new byte[0][]), true);
  }

  private static ScenePatterns drawnSides(
      int scenes, List<Stratum> strata, SplittableRandom random) {
    byte[][] sides = new byte[DRAWS][];
    for (int draw = 0; draw < DRAWS; draw++) {
      byte[] side = new byte[blocks(scenes)];
      for (Stratum stratum : strata) {
        side = with(side, stratum.draw(random));
      }
      sides[draw] = side;
    }
    return new ScenePatterns(sides, false);
  }

  private static byte[] with(byte[] side, int[] chosen) {
    byte[] more = side.clone();
    for (int scene : chosen) {
      more[scene / TOGETHER] |= (byte) (1 << (scene % TOGETHER));
    }
    return more;
  }

  /** Returns how many numbers the bits of so many scenes take. */
  static int blocks(int scenes) {
    return (scenes + TOGETHER - 1) / TOGETHER;
  }
}

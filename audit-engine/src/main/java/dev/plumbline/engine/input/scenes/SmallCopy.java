package dev.plumbline.engine.input.scenes;

import java.util.Arrays;

/**
 * A small copy of an image, to be moved about over another one: means over cells of a square grid,
 * channel by channel.
 *
 * @param values [channels·side·side]
 * @param channels C
 * @param side how many cells a side has
 * @param variance of all cells about the mean of their channel
 */
public record SmallCopy(double[] values, int channels, int side, double variance) {

  /** How many cells a side has at first. */
  static final int SIDE = 24;

  /** Two copies have to overlap in this share of their cells to be compared. */
  private static final double OVERLAP = 0.5;

  /** What they overlap in has to vary this much of what the whole does: not a sky alone. */
  private static final double VARIED = 0.25;

  /**
   * How well another copy fits.
   *
   * @param correlation of what overlaps; -1 where nothing can be compared
   * @param down by how many cells the other one is moved down
   * @param right by how many it is moved to the right
   */
  record Match(double correlation, int down, int right) {}

  /**
   * Makes a copy of a picture, in grey.
   *
   * @param pixels [3·height·width]
   * @param height its height
   * @param width its width
   */
  public static SmallCopy ofPicture(float[] pixels, int height, int width) {
    return of(pixels, 3, 1, height, width);
  }

  /**
   * Makes a copy of a latent.
   *
   * @param latent [channels·height·width]
   * @param channels its channels
   * @param height its height
   * @param width its width
   */
  public static SmallCopy ofLatent(float[] latent, int channels, int height, int width) {
    return of(latent, channels, channels, height, width);
  }

  private static SmallCopy of(float[] image, int channels, int kept, int height, int width) {
    int side = Math.min(SIDE, Math.min(height, width));
    double[] sums = new double[kept * side * side];
    int[] counts = new int[sums.length];
    int next = 0;
    for (int channel = 0; channel < channels; channel++) {
      for (int y = 0; y < height; y++) {
        int row = (channel % kept * side + y * side / height) * side;
        for (int x = 0; x < width; x++) {
          int cell = row + x * side / width;
          sums[cell] += image[next++];
          counts[cell]++;
        }
      }
    }
    Arrays.setAll(sums, cell -> sums[cell] / counts[cell]);
    return of(sums, kept, side);
  }

  private static SmallCopy of(double[] values, int channels, int side) {
    SmallCopy copy = new SmallCopy(values, channels, side, 0);
    return new SmallCopy(values, channels, side, copy.overlap(copy, 0, 0).mine());
  }

  /** Returns a copy of half the size. */
  SmallCopy half() {
    int half = side / 2;
    double[] means = new double[channels * half * half];
    for (int cell = 0; cell < means.length; cell++) {
      int channel = cell / (half * half);
      int first = (channel * side + cell / half % half * 2) * side + cell % half * 2;
      means[cell] =
          (values[first] + values[first + 1] + values[first + side] + values[first + side + 1]) / 4;
    }
    return of(means, channels, half);
  }

  /** Returns how well another copy fits where it fits best. */
  Match bestMatch(SmallCopy other) {
    int most = (int) (side * (1 - OVERLAP));
    return best(other, -most, most, -most, most);
  }

  /** Returns how well another copy fits about where a smaller one did. */
  Match matchNear(SmallCopy other, int down, int right) {
    return best(other, down - 2, down + 2, right - 2, right + 2);
  }

  private Match best(SmallCopy other, int top, int bottom, int left, int rightmost) {
    Match best = new Match(-1, 0, 0);
    for (int down = top; down <= bottom; down++) {
      for (int right = left; right <= rightmost; right++) {
        int cells = (side - Math.abs(down)) * (side - Math.abs(right));
        if (cells >= OVERLAP * side * side) {
          double correlation = correlation(other, down, right);
          best = correlation > best.correlation() ? new Match(correlation, down, right) : best;
        }
      }
    }
    return best;
  }

  private double correlation(SmallCopy other, int down, int right) {
    Overlap overlap = overlap(other, down, right);
    boolean isVaried =
        overlap.mine() > VARIED * variance && overlap.others() > VARIED * other.variance;
    return isVaried ? overlap.both() / Math.sqrt(overlap.mine() * overlap.others()) : -1;
  }

  /** Variances of the cells that two copies share, and their covariance, over all channels. */
  private record Overlap(double mine, double others, double both) {}

  private Overlap overlap(SmallCopy other, int down, int right) {
    int height = side - Math.abs(down);
    int width = side - Math.abs(right);
    int from = Math.max(0, down) * side + Math.max(0, right);
    int othersFrom = Math.max(0, -down) * side + Math.max(0, -right);
    double mine = 0;
    double others = 0;
    double both = 0;
    double cells = (double) height * width;
    for (int channel = 0; channel < channels; channel++) {
      double sum = 0;
      double othersSum = 0;
      for (int y = 0; y < height; y++) {
        int row = (channel * side + y) * side;
        for (int x = 0; x < width; x++) {
          double a = values[row + from + x];
          double b = other.values[row + othersFrom + x];
          sum += a;
          othersSum += b;
          mine += a * a / cells;
          others += b * b / cells;
          both += a * b / cells;
        }
      }
      mine -= sum / cells * (sum / cells);
      others -= othersSum / cells * (othersSum / cells);
      both -= sum / cells * (othersSum / cells);
    }
    return new Overlap(mine, others, both);
  }
}

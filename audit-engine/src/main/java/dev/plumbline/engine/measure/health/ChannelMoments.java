package dev.plumbline.engine.measure.health;

import dev.plumbline.api.spi.ChannelSums;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import java.io.IOException;
import java.util.Arrays;

/**
 * First and second moments of each channel's values, summed in double about a shift near their mean
 * (the means of the first image), since a large common mean would cancel digits.
 */
final class ChannelMoments {

  /**
   * A variance below this share of the mean square is what rounding to single precision makes of a
   * constant: values are rounded to 2⁻²⁴ of themselves, their mean over an image somewhat worse.
   */
  private static final double ROUNDING = 0x1p-40;

  private double[] shift;

  /** Σ (x − shift) of each channel. */
  private double[] sums;

  /** Σ (x − shift)² of each channel. */
  private double[] squares;

  private long perChannel;

  ChannelMoments(int channels) {
    shift = new double[channels];
    sums = new double[channels];
    squares = new double[channels];
  }

  /** Adds an image of so many tokens. */
  void add(ChannelSums image, int tokens) {
    for (int c = 0; c < shift.length; c++) {
      if (perChannel == 0) {
        shift[c] = image.means()[c];
      }
      double offset = image.means()[c] - shift[c];
      sums[c] += tokens * offset;
      squares[c] += image.squares()[c] + tokens * offset * offset;
    }
    perChannel += tokens;
  }

  /** Adds everything another one has, which is unchanged. */
  void merge(ChannelMoments other) {
    if (other.perChannel == 0) {
      return;
    }
    if (perChannel == 0) {
      shift = other.shift.clone();
      sums = other.sums.clone();
      squares = other.squares.clone();
      perChannel = other.perChannel;
      return;
    }
    for (int c = 0; c < shift.length; c++) {
      double offset = other.shift[c] - shift[c];
      sums[c] += other.sums[c] + other.perChannel * offset;
      squares[c] +=
          other.squares[c] + 2 * offset * other.sums[c] + other.perChannel * offset * offset;
    }
    perChannel += other.perChannel;
  }

  void write(StateWriter to) throws IOException {
    to.writeLong(perChannel);
    to.writeDoubles(shift);
    to.writeDoubles(sums);
    to.writeDoubles(squares);
  }

  void read(StateReader from) throws IOException {
    perChannel = from.readLong(0, Long.MAX_VALUE);
    shift = from.readDoubles(shift.length);
    sums = from.readDoubles(sums.length);
    squares = from.readDoubles(squares.length);
  }

  /** Returns how many values were added. */
  long values() {
    return perChannel * shift.length;
  }

  /** Returns the variance of each channel: 0 where it is no more than rounding. */
  double[] variances() {
    double[] variances = new double[shift.length];
    double[] meanSquares = meanSquares();
    for (int c = 0; c < variances.length; c++) {
      double mean = sums[c] / perChannel;
      double variance = squares[c] / perChannel - mean * mean;
      variances[c] = variance > ROUNDING * meanSquares[c] ? variance : 0;
    }
    return variances;
  }

  /** Returns the mean of the squares of each channel's values. */
  double[] meanSquares() {
    double[] means = new double[shift.length];
    Arrays.setAll(
        means, c -> (squares[c] + 2 * shift[c] * sums[c]) / perChannel + shift[c] * shift[c]);
    return means;
  }
}

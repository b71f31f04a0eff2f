package dev.plumbline.engine.measure.sums;

import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.api.spi.ScatterSums;
import dev.plumbline.api.spi.StateReader;
import dev.plumbline.api.spi.StateWriter;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.Arrays;

/**
 * First and second moments of tokens, summed in double about a shift near their mean (the mean
 * token of the first image), since a large common mean would cancel digits. They are megabytes, and
 * are there only once there is something to sum; what follows from them is asked of no empty sums.
 */
public final class TokenMoments {

  private final int channels;
  private final int height;
  private final int width;
  private long images;
  private double[] shift;

  /** The lower triangle of Σ (x − shift)(x − shift)ᵀ, row by row: it is symmetric. */
  private double[] moment;

  /** Σ (x − shift) over each row, H×C row-major. */
  private double[] rows;

  /** Σ (x − shift) over each column, W×C row-major. */
  private double[] columns;

  /** Makes sums of no image yet. */
  public TokenMoments(LayerShape shape) {
    channels = shape.channels();
    height = shape.height();
    width = shape.width();
  }

  /** Returns C. */
  public int channels() {
    return channels;
  }

  /** Returns how many tokens were added. */
  public long tokens() {
    return images * height * width;
  }

  /** Adds images. */
  public void add(ScatterSums sums) {
    if (images == 0) {
      begin(sums.means().get(0));
    }
    double tokens = height * width;
    double[] left = left(sums);
    double[] offset = new double[channels];
    double[][] offsets = new double[sums.means().size()][channels];
    for (int i = 0; i < offsets.length; i++) {
      float[] mean = sums.means().get(i);
      float[] rest = sums.rests().get(i);
      for (int c = 0; c < channels; c++) {
        double rounded = mean[c] - shift[c];
        offset[c] += rounded;
        offsets[i][c] = rounded + (rest[c] + left[c] / offsets.length) / tokens;
      }
    }
    addMoment(sums.moment(), offsets, tokens);
    addSums(rows, sums.rowSums(), height, width, offset);
    addSums(columns, sums.columnSums(), width, height, offset);
    images += offsets.length;
  }

  /**
   * Returns by how much the rows' sums are more than the images' rests, which is rounding. Were it
   * not dealt out to the images, the moment would not fit the sums when it is merged.
   */
  private double[] left(ScatterSums sums) {
    double[] left = new double[channels];
    for (int i = 0; i < channels * height; i++) {
      left[i / height] += sums.rowSums()[i];
    }
    for (float[] rest : sums.rests()) {
      for (int c = 0; c < channels; c++) {
        left[c] -= rest[c];
      }
    }
    return left;
  }

  /** Begins sums about the first image's mean. */
  private void begin(float[] mean) {
    shift = new double[channels];
    Arrays.setAll(shift, c -> mean[c]);
    moment = new double[triangle()];
    rows = new double[height * channels];
    columns = new double[width * channels];
  }

  private int triangle() {
    return channels * (channels + 1) / 2;
  }

  /**
   * Adds moments C×C about images' means, of which the offsets from the shift are given as exact as
   * double is. What the means were rounded by counts squared in the moments, and is left there.
   */
  private void addMoment(FloatBuffer about, double[][] offsets, double tokens) {
    float[] row = new float[channels];
    for (int a = 0; a < channels; a++) {
      about.get(a * channels, row, 0, a + 1);
      int to = a * (a + 1) / 2;
      for (int b = 0; b <= a; b++) {
        moment[to + b] += row[b];
      }
      for (double[] offset : offsets) {
        double factor = tokens * offset[a];
        for (int b = 0; b <= a; b++) {
          moment[to + b] += factor * offset[b];
        }
      }
    }
  }

  /** Adds sums about images' means, C×K, to sums about the shift, K×C. */
  private void addSums(double[] sums, float[] about, int classes, int perClass, double[] offset) {
    for (int c = 0; c < channels; c++) {
      for (int k = 0; k < classes; k++) {
        sums[k * channels + c] += about[c * classes + k] + perClass * offset[c];
      }
    }
  }

  /** Adds everything another one of the same layer has, which is unchanged. */
  public void merge(TokenMoments other) {
    if (other.images == 0) {
      return;
    }
    if (images == 0) {
      copy(other);
      return;
    }
    double[] offset = new double[channels];
    for (int c = 0; c < channels; c++) {
      offset[c] = other.shift[c] - shift[c];
    }
    double[] sum = other.total();
    for (int a = 0; a < channels; a++) {
      int row = a * (a + 1) / 2;
      for (int b = 0; b <= a; b++) {
        moment[row + b] +=
            other.moment[row + b]
                + sum[a] * offset[b]
                + offset[a] * sum[b]
                + other.tokens() * offset[a] * offset[b];
      }
    }
    addSums(rows, other.rows, (double) other.images * width, offset);
    addSums(columns, other.columns, (double) other.images * height, offset);
    images += other.images;
  }

  private void copy(TokenMoments other) {
    images = other.images;
    shift = other.shift.clone();
    moment = other.moment.clone();
    rows = other.rows.clone();
    columns = other.columns.clone();
  }

  private void addSums(double[] sums, double[] other, double perClass, double[] offset) {
    for (int i = 0; i < sums.length; i++) {
      sums[i] += other[i] + perClass * offset[i % channels];
    }
  }

  /** Writes the sums. */
  public void write(StateWriter to) throws IOException {
    to.writeLong(images);
    if (images > 0) {
      to.writeDoubles(shift);
      to.writeDoubles(moment);
      to.writeDoubles(rows);
      to.writeDoubles(columns);
    }
  }

  /** Becomes what another one of the same layer was when it was written. */
  public void read(StateReader from) throws IOException {
    images = from.readLong(0, Integer.MAX_VALUE);
    if (images > 0) {
      shift = from.readDoubles(channels);
      moment = from.readDoubles(triangle());
      rows = from.readDoubles(height * channels);
      columns = from.readDoubles(width * channels);
    }
  }

  /** Returns the sum of all tokens less what they are summed about, length C. */
  public double[] total() {
    double[] total = new double[channels];
    for (int i = 0; i < rows.length; i++) {
      total[i % channels] += rows[i];
    }
    return total;
  }

  /** Returns the mean token, length C. */
  public double[] mean() {
    double[] mean = total();
    for (int c = 0; c < channels; c++) {
      mean[c] = shift[c] + mean[c] / tokens();
    }
    return mean;
  }

  /** Writes Σ (x − mean)(x − mean)ᵀ, C×C row-major. */
  public void writeCentredMoment(double[] centred) {
    double[] total = total();
    double[] row = new double[channels];
    for (int a = 0; a < channels; a++) {
      writeCentredRow(a, total, row);
      for (int b = 0; b <= a; b++) {
        centred[a * channels + b] = row[b];
        centred[b * channels + a] = row[b];
      }
    }
  }

  /**
   * Writes a row of the lower triangle of Σ (x − mean)(x − mean)ᵀ.
   *
   * @param a the row
   * @param total what {@link #total()} returns, which is the same for all rows
   * @param row takes the first a + 1 values
   */
  public void writeCentredRow(int a, double[] total, double[] row) {
    int start = a * (a + 1) / 2;
    for (int b = 0; b <= a; b++) {
      row[b] = moment[start + b] - total[a] * total[b] / tokens();
    }
  }

  /** Returns the mean token of each row less the mean token, H×C row-major. */
  public double[] rowMeans() {
    return classMeans(rows, (double) images * width);
  }

  /** Returns the mean token of each column less the mean token, W×C row-major. */
  public double[] columnMeans() {
    return classMeans(columns, (double) images * height);
  }

  private double[] classMeans(double[] sums, double perClass) {
    double[] total = total();
    double[] means = new double[sums.length];
    for (int i = 0; i < sums.length; i++) {
      means[i] = sums[i] / perClass - total[i % channels] / tokens();
    }
    return means;
  }
}

package dev.plumbline.engine.input.photographs;

/**
 * Separable bicubic resampling with antialiasing: the cubic convolution kernel (a = −0.5, Keys
 * 1981), stretched by the scale when an image shrinks, its weights normalised at the edges.
 *
 * <p>Values are rounded to 8 bits after each axis, columns first, and weights to 22 binary places:
 * so does Pillow, which published figures rest on, and integer sums are the same on every machine.
 */
final class BicubicResampler {

  private static final double A = -0.5;
  private static final double SUPPORT = 2;
  private static final int WEIGHT_BITS = 22;

  private BicubicResampler() {}

  /**
   * Resamples one channel.
   *
   * @param plane values 0 to 255, row by row
   * @param width its width
   * @param height its height
   * @param newWidth the width wanted
   * @param newHeight the height wanted
   * @return the resampled channel, values 0 to 255
   */
  static int[] resample(int[] plane, int width, int height, int newWidth, int newHeight) {
    int[] narrowed = plane;
    if (newWidth != width) {
      Taps taps = Taps.of(width, newWidth);
      narrowed = new int[newWidth * height];
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < newWidth; x++) {
          narrowed[y * newWidth + x] = taps.apply(plane, y * width, 1, x);
        }
      }
    }
    if (newHeight == height) {
      return narrowed == plane ? plane.clone() : narrowed;
    }
    Taps taps = Taps.of(height, newHeight);
    int[] resampled = new int[newWidth * newHeight];
    for (int y = 0; y < newHeight; y++) {
      for (int x = 0; x < newWidth; x++) {
        resampled[y * newWidth + x] = taps.apply(narrowed, x, newWidth, y);
      }
    }
    return resampled;
  }

  /** For each output position, the first input position it is made of and the weights. */
  private record Taps(int[] first, int[][] weights) {

    static Taps of(int from, int to) {
      double scale = (double) from / to;
      double stretch = Math.max(scale, 1);
      int[] first = new int[to];
      int[][] weights = new int[to][];
      for (int i = 0; i < to; i++) {
        double centre = (i + 0.5) * scale;
        int start = Math.max((int) (centre - SUPPORT * stretch + 0.5), 0);
        int end = Math.min((int) (centre + SUPPORT * stretch + 0.5), from);
        first[i] = start;
        weights[i] = fixedPoint(start, end, centre, stretch);
      }
      return new Taps(first, weights);
    }

    private static int[] fixedPoint(int start, int end, double centre, double stretch) {
      double[] exact = new double[end - start];
      double sum = 0;
      for (int k = 0; k < exact.length; k++) {
        exact[k] = kernel((start + k - centre + 0.5) / stretch);
        sum += exact[k];
      }
      int[] weights = new int[exact.length];
      for (int k = 0; k < exact.length; k++) {
        weights[k] = (int) Math.rint(exact[k] / sum * (1 << WEIGHT_BITS));
      }
      return weights;
    }

    int apply(int[] values, int offset, int stride, int position) {
      long sum = 1L << (WEIGHT_BITS - 1);
      int at = offset + first[position] * stride;
      for (int weight : weights[position]) {
        sum += (long) weight * values[at];
        at += stride;
      }
      return (int) Math.max(0, Math.min(255, sum >> WEIGHT_BITS));
    }
  }

  private static double kernel(double distance) {
    double x = Math.abs(distance);
    if (x < 1) {
      return ((A + 2) * x - (A + 3)) * x * x + 1;
    }
    return x < 2 ? ((x - 5) * x + 8) * x * A - 4 * A : 0;
  }
}

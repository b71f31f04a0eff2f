package dev.plumbline.reports.results;

import java.util.Arrays;

/**
 * The middle half of the figures of single images.
 *
 * @param low the smallest figure that a quarter of them does not exceed
 * @param high the same of three quarters
 */
public record Spread(double low, double high) {

  static Spread of(double[] images) {
    double[] sorted = images.clone();
    Arrays.sort(sorted);
    return new Spread(quantile(sorted, 0.25), quantile(sorted, 0.75));
  }

  private static double quantile(double[] sorted, double share) {
    int place = (int) Math.ceil(share * sorted.length) - 1;
    return sorted[Math.max(0, place)];
  }
}

package dev.plumbline.api.spi;

import dev.plumbline.api.TokenGroup;
import java.util.EnumMap;
import java.util.Map;

/**
 * Sums of unit tokens over the groups of one window of one image.
 *
 * @param sums per group Σu, of length C; u = x/max(‖x‖, 1e-12)
 * @param squares per group Σ‖u‖²
 * @param counts per group the number of tokens
 */
public record GroupSums(
    Map<TokenGroup, float[]> sums,
    Map<TokenGroup, Double> squares,
    Map<TokenGroup, Integer> counts) {

  /** Copies the maps. */
  public GroupSums {
    sums = new EnumMap<>(sums);
    squares = new EnumMap<>(squares);
    counts = new EnumMap<>(counts);
  }

  /**
   * Returns the mean cosine between different tokens of a group, (S·S − Σ‖u‖²)/(n² − n), or NaN for
   * a group of fewer than two.
   *
   * @param group the group
   */
  public double meanCosine(TokenGroup group) {
    return meanCosine(group, group);
  }

  /**
   * Returns the mean cosine between the tokens of one group and those of another, S·S′/(n·n′); for
   * one and the same group that between different tokens. NaN where there is no pair.
   *
   * @param one a group
   * @param other a group
   */
  public double meanCosine(TokenGroup one, TokenGroup other) {
    boolean same = one == other;
    double pairs = (double) counts.get(one) * counts.get(other) - (same ? counts.get(one) : 0);
    if (pairs == 0) {
      return Double.NaN;
    }
    float[] a = sums.get(one);
    float[] b = sums.get(other);
    double dot = 0;
    for (int c = 0; c < a.length; c++) {
      dot += (double) a[c] * b[c];
    }
    return (dot - (same ? squares.get(one) : 0)) / pairs;
  }
}

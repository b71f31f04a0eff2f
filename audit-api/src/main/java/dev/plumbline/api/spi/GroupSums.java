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
    int n = counts.get(group);
    if (n < 2) {
      return Double.NaN;
    }
    double dot = 0;
    for (float component : sums.get(group)) {
      dot += (double) component * component;
    }
    return (dot - squares.get(group)) / ((double) n * (n - 1));
  }
}

package dev.plumbline.engine.measure.windows;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.TokenGroup;
import dev.plumbline.api.spi.GroupSums;
import dev.plumbline.api.spi.LayerShape;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The representations of one image's middle window, put together of the quadrants that four shifted
 * windows show. The mean token is that of all four together, so no run can tell it: the tokens
 * themselves are needed here, and not sums of them.
 */
public final class StitchedTokens {

  private static final double SMALLEST_NORM = 1e-12;

  /** Per layer C·T values, those of a channel one after the other. */
  private final Map<LayerName, float[]> tokens = new HashMap<>();

  /**
   * Puts in a quadrant of a layer.
   *
   * @param shape the layer
   * @param quadrant which one
   * @param values its tokens, [C, K] in the order of {@link Quadrant#tokens}
   */
  public void put(LayerShape shape, Quadrant quadrant, float[] values) {
    float[] all =
        tokens.computeIfAbsent(
            shape.layer(), layer -> new float[shape.channels() * shape.tokens()]);
    int[] places = quadrant.tokens(shape.height(), shape.width());
    for (int c = 0; c < shape.channels(); c++) {
      for (int k = 0; k < places.length; k++) {
        all[c * shape.tokens() + places[k]] = values[c * places.length + k];
      }
    }
  }

  /**
   * Returns sums of unit tokens.
   *
   * @param shape the layer
   * @param masks the groups of the whole grid
   * @param centred whether the mean token is subtracted first
   * @return the sums; empty if a token's norm is not finite, or the layer was not put in
   */
  public Optional<GroupSums> groupSums(LayerShape shape, GroupMasks masks, boolean centred) {
    float[] x = tokens.get(shape.layer());
    if (x == null) {
      return Optional.empty();
    }
    double[] mean = new double[shape.channels()];
    if (centred) {
      for (int i = 0; i < x.length; i++) {
        mean[i / shape.tokens()] += x[i] / (double) shape.tokens();
      }
    }
    double[] squares = new double[shape.tokens()];
    for (int i = 0; i < x.length; i++) {
      double y = x[i] - mean[i / shape.tokens()];
      squares[i % shape.tokens()] += y * y;
    }
    for (double square : squares) {
      if (!Double.isFinite(square)) {
        return Optional.empty();
      }
    }
    return Optional.of(sums(x, mean, squares, masks));
  }

  private static GroupSums sums(float[] x, double[] mean, double[] squares, GroupMasks masks) {
    Map<TokenGroup, float[]> sums = new EnumMap<>(TokenGroup.class);
    Map<TokenGroup, Double> units = new EnumMap<>(TokenGroup.class);
    Map<TokenGroup, Integer> counts = new EnumMap<>(TokenGroup.class);
    for (TokenGroup group : GroupMasks.ORDER) {
      sums.put(group, new float[mean.length]);
      units.put(group, 0.0);
      counts.put(group, 0);
    }
    double[][] unitSums = new double[GroupMasks.ORDER.size()][mean.length];
    for (int token = 0; token < squares.length; token++) {
      TokenGroup group = masks.group(token);
      double norm = Math.max(Math.sqrt(squares[token]), SMALLEST_NORM);
      double[] sum = unitSums[GroupMasks.ORDER.indexOf(group)];
      for (int c = 0; c < mean.length; c++) {
        sum[c] += (x[c * squares.length + token] - mean[c]) / norm;
      }
      units.merge(group, squares[token] / (norm * norm), Double::sum);
      counts.merge(group, 1, Integer::sum);
    }
    for (TokenGroup group : GroupMasks.ORDER) {
      for (int c = 0; c < mean.length; c++) {
        sums.get(group)[c] = (float) unitSums[GroupMasks.ORDER.indexOf(group)][c];
      }
    }
    return new GroupSums(sums, units, counts);
  }
}

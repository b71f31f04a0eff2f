package dev.plumbline.engine.measure.heads;

import static dev.plumbline.engine.measure.heads.HeadBuilder.integer;

import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.engine.measure.session.RunOutputs;
import java.util.List;

/**
 * The names of a layer's values that heads begin with.
 *
 * @param shape the layer's shape N, C, H, W: int64 [4]
 * @param grid its values as float32 [N, C, H, W]
 * @param tokens the same as [N, C, T], T = H·W
 * @param ones ones [1, C]: a matrix product with them sums over channels faster than a reduction
 *     does
 * @param norms the norms of its tokens [N, 1, T]
 */
public record LayerValues(String shape, String grid, String tokens, String ones, String norms) {

  /** What a layer's shape is called. */
  static final String SHAPE = "shape";

  /**
   * Adds what follows from a layer's shape and its values on the grid.
   *
   * @param graph writes nodes of the layer
   * @param shape the layer's shape
   * @param grid its values as float32 [N, C, H, W]
   * @param constants what the nodes of all layers share
   */
  static LayerValues of(
      HeadBuilder graph, String shape, String grid, TokenLayout.Constants constants) {
    String one = constants.one();
    String tokens = graph.node("x", "Reshape", List.of(grid, constants.flat()));
    String channels = graph.node("channels", "Gather", List.of(shape, one), integer("axis", 0));
    String size = graph.node("ones_shape", "Concat", List.of(one, channels), integer("axis", 0));
    String ones = graph.node("ones", "Expand", List.of(graph.constant("one", 1f), size));
    String norms = NormsHead.norms(graph, NormsHead.NORMS, ones, tokens);
    return new LayerValues(shape, grid, tokens, ones, norms);
  }

  /** Returns the output that tells a layer's shape. */
  public static String shapeOutput(TappedLayer layer) {
    return layer.value(SHAPE);
  }

  /** Reads a layer's shape. */
  public static LayerShape readShape(RunOutputs run, TappedLayer layer) {
    long[] dims = run.longs(layer.value(SHAPE));
    return new LayerShape(layer.layer(), (int) dims[1], (int) dims[2], (int) dims[3]);
  }
}

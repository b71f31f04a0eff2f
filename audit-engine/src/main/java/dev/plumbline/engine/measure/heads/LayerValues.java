package dev.plumbline.engine.measure.heads;

import static dev.plumbline.engine.measure.heads.HeadBuilder.integer;

import dev.plumbline.api.spi.LayerShape;
import dev.plumbline.engine.measure.session.RunOutputs;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The names of a layer's values that heads begin with.
 *
 * @param shape the layer's shape N, C, H, W: int64 [4]
 * @param grid its values as float32 [N, C, H, W]
 * @param tokens the same as [N, C, T], T = H·W
 * @param ones ones [1, C]: a matrix product with them sums over channels faster than a reduction
 *     does
 * @param norms the norms of its tokens [N, 1, T]
 * @param centred the same tokens less their mean token, with that; empty where no head reads them
 * @param added writes nodes for what the layer's module adds to what it is given, as tokens [N, C,
 *     T]; empty where the layer is no such sum
 * @param sketched writes nodes for the tokens [N, C, T] that are sketched; empty where they are the
 *     layer's own
 */
public record LayerValues(
    String shape,
    String grid,
    String tokens,
    String ones,
    String norms,
    Optional<Centred> centred,
    Optional<Function<HeadBuilder, String>> added,
    Optional<Function<HeadBuilder, String>> sketched) {

  /**
   * Tokens less their mean token, which several heads begin with.
   *
   * @param mean the mean token [N, C, 1]
   * @param tokens the tokens less it [N, C, T]
   */
  record Centred(String mean, String tokens) {}

  /** What the mean token is called. */
  static final String MEAN = "token_mean";

  /** What a layer's shape is called. */
  static final String SHAPE = "shape";

  /** What an empty value is called that has the type in which a layer is computed. */
  private static final String TYPE = "type";

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
    return new LayerValues(
        shape, grid, tokens, ones, norms, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Adds the tokens less their mean token, and returns the same values with them. */
  LayerValues centre(HeadBuilder graph) {
    String mean = graph.reduce(MEAN, "ReduceMean", tokens, 2);
    Centred less = new Centred(mean, graph.node("centred", "Sub", List.of(tokens, mean)));
    return new LayerValues(shape, grid, tokens, ones, norms, Optional.of(less), added, sketched);
  }

  /** Returns the same values with what the layer's module adds to what it is given. */
  LayerValues withAdded(Optional<Function<HeadBuilder, String>> given) {
    return new LayerValues(shape, grid, tokens, ones, norms, centred, given, sketched);
  }

  /** Returns the same values with the tokens that are sketched in the place of the layer's. */
  LayerValues withSketched(Optional<Function<HeadBuilder, String>> others) {
    return new LayerValues(shape, grid, tokens, ones, norms, centred, added, others);
  }

  /** Adds what tells in which type a layer is computed: none of its values, which costs nothing. */
  static void appendType(HeadBuilder graph, String tensor) {
    String none = graph.constant(TYPE + "/none", new long[0]);
    graph.output(graph.node(TYPE, "Gather", List.of(tensor, none), integer("axis", 0)));
  }

  /** Returns the output that tells in which type a layer is computed. */
  public static String typeOutput(TappedLayer layer) {
    return layer.value(TYPE);
  }

  /** Tells whether a layer is computed in half precision. */
  public static boolean readHalfPrecision(RunOutputs run, TappedLayer layer) {
    return run.isHalfPrecision(layer.value(TYPE));
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

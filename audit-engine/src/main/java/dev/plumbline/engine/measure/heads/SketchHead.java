package dev.plumbline.engine.measure.heads;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.engine.measure.session.OutputBuffers;
import dev.plumbline.engine.measure.session.RunOutputs;
import dev.plumbline.engine.measure.session.SessionException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Random projections of all values of the layer, a K×K matrix of each image: S[i, j] = Σ R[i, c]
 * X[c, t] P[i, t] Q[t, j] / K over channels c and tokens t, with R [K, C], P [K, T] and Q [T, K] of
 * random signs. The signs differ from image to image, so they are inputs, a byte each.
 *
 * <p>Without P, as R X Q, the rows of S would have their projections of tokens in common, and
 * nearly twice the variance where a change has rank one. With it any two of them are independent.
 *
 * <p>X is the layer's output, and for the last layer the network's own: what is done to it on its
 * way out, no other layer shows.
 */
final class SketchHead extends Head {

  /**
   * How many rows and columns a sketch has. The variance of the squared norm of one is at most 2/K
   * + 6/K² of the square of what it estimates, which it comes to for matrices of rank one.
   */
  static final int SIDE = 16;

  private static final String ON = "sketch_on";
  private static final String ROW_SIGNS = "sketch_row_signs";
  private static final String TOKEN_SIGNS = "sketch_token_signs";
  private static final String COLUMN_SIGNS = "sketch_column_signs";
  private static final String SKETCH = "sketch";

  @Override
  Figure figure() {
    return Figure.SKETCH;
  }

  @Override
  List<String> switches() {
    return List.of(ON);
  }

  @Override
  void append(HeadBuilder graph, LayerValues layer) {
    String rowSigns = graph.input(ROW_SIGNS, DataType.INT8, 3);
    String tokenSigns = graph.input(TOKEN_SIGNS, DataType.INT8, 3);
    String columnSigns = graph.input(COLUMN_SIGNS, DataType.INT8, 3);
    graph.onlyIf(
        "if_sketch",
        HeadBuilder.ADDED + ON,
        List.of(SKETCH),
        then -> {
          String rows = toFloat(then, ROW_SIGNS + "/float", rowSigns);
          String flips = toFloat(then, TOKEN_SIGNS + "/float", tokenSigns);
          String columns = toFloat(then, COLUMN_SIGNS + "/float", columnSigns);
          String tokens = layer.sketched().map(own -> own.apply(then)).orElse(layer.tokens());
          String half = then.node(SKETCH + "/rows", "MatMul", List.of(rows, tokens));
          String flipped = then.node(SKETCH + "/flipped", "Mul", List.of(half, flips));
          then.node(SKETCH, "MatMul", List.of(flipped, columns));
        });
  }

  private static String toFloat(HeadBuilder graph, String name, String signs) {
    return graph.node(
        name, "Cast", List.of(signs), HeadBuilder.integer("to", DataType.FLOAT_VALUE));
  }

  @Override
  void feedIdle(TappedLayer layer, Feed feed) throws SessionException {
    for (String input : List.of(ROW_SIGNS, TOKEN_SIGNS, COLUMN_SIGNS)) {
      feed.bytes(layer.value(input), ByteBuffer.allocateDirect(1), 1, 1, 1);
    }
  }

  @Override
  void feedImages(FedImages images, MeasuredLayer layer, Feed feed) throws SessionException {
    long batch = images.names().size();
    int c = layer.shape().channels();
    int t = layer.shape().tokens();
    LayerName name = layer.shape().layer();
    ByteBuffer rows = SketchSigns.draw("sketch rows", images, name, SIDE * c);
    ByteBuffer tokens = SketchSigns.draw("sketch tokens", images, name, SIDE * t);
    ByteBuffer columns = SketchSigns.draw("sketch columns", images, name, t * SIDE);
    feed.bytes(layer.value(ROW_SIGNS), rows, batch, SIDE, c);
    feed.bytes(layer.value(TOKEN_SIGNS), tokens, batch, SIDE, t);
    feed.bytes(layer.value(COLUMN_SIGNS), columns, batch, t, SIDE);
  }

  @Override
  List<Part> parts(HeadRun run, MeasuredLayer layer) {
    return run.isWhole() ? List.of(Part.where(ON, List.of(SKETCH))) : List.of();
  }

  @Override
  void allocate(LayerGrid grid, OutputBuffers buffers) {
    buffers.add(grid.value(SKETCH), SIDE, SIDE);
  }

  /** Reads an image's sketch, row by row. */
  static float[] read(RunOutputs run, MeasuredLayer layer, int image) {
    float[] sketch = run.floats(layer.value(SKETCH), image).clone();
    for (int i = 0; i < sketch.length; i++) {
      sketch[i] /= SIDE; // a power of two: it changes no digit
    }
    return sketch;
  }
}

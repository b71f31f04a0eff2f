package dev.plumbline.engine.measure.heads;

import dev.plumbline.api.spi.Figure;
import dev.plumbline.engine.measure.session.OutputBuffers;
import dev.plumbline.engine.measure.session.RunOutputs;
import java.util.List;

/**
 * Token norms, [1, T] of each image. They are computed of every layer, since they tell whether an
 * image's activations are finite.
 */
final class NormsHead extends Head {

  /** What the nodes are called that compute them, and their last value. */
  static final String NORMS = "norms";

  @Override
  Figure figure() {
    return Figure.NORMS;
  }

  /** Norms as other heads need them, too: √(ones · X²), five times cheaper than ReduceL2. */
  static String norms(HeadBuilder graph, String name, String ones, String tokens) {
    String squares = graph.node(name + "/squares", "Mul", List.of(tokens, tokens));
    String sums = graph.node(name + "/sums", "MatMul", List.of(ones, squares));
    return graph.node(name, "Sqrt", List.of(sums));
  }

  @Override
  void append(HeadBuilder graph, LayerValues layer) {
    graph.output(layer.norms()); // the nodes are there already: other heads begin with them
  }

  @Override
  List<Part> parts(HeadRun run, MeasuredLayer layer) {
    return run.isWhole() ? List.of(Part.always(NORMS)) : List.of();
  }

  @Override
  void allocate(LayerGrid grid, OutputBuffers buffers) {
    buffers.add(grid.value(NORMS), 1, grid.tokens());
  }

  static float[] read(RunOutputs run, MeasuredLayer layer, int image) {
    return run.floats(layer.value(NORMS), image);
  }
}

package dev.plumbline.engine.measure.heads;

import static dev.plumbline.engine.measure.heads.HeadBuilder.integer;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;

/**
 * [N, S, C], as transformers put their tokens out: first some that are no positions, such as those
 * of a prompt, then the positions of a grid, row by row. An example of a second layout.
 *
 * @param others how many tokens are no positions
 * @param height the grid's height
 * @param width the grid's width
 */
record TokensLast(int others, int height, int width) implements TokenLayout {

  @Override
  public LayerValues append(HeadBuilder graph, String tensor, Constants constants) {
    String positions = positions(graph, "positions", tensor);
    String size = graph.node("size", "Shape", List.of(positions));
    String batchAndChannels =
        graph.node(
            "batch_and_channels",
            "Gather",
            List.of(size, graph.constant("batch_and_channels/axes", 0L, 2L)),
            integer("axis", 0));
    String shape =
        graph.node(
            LayerValues.SHAPE,
            "Concat",
            List.of(batchAndChannels, graph.constant("grid", (long) height, (long) width)),
            integer("axis", 0));
    String turned = graph.node("turned", "Transpose", List.of(positions), HeadBuilder.turn());
    String floats =
        graph.node("floats", "Cast", List.of(turned), integer("to", DataType.FLOAT_VALUE));
    String grid = graph.node(RepresentationHead.VALUES, "Reshape", List.of(floats, shape));
    return LayerValues.of(graph, shape, grid, constants);
  }

  @Override
  public String tokens(HeadBuilder graph, String name, String tensor, Constants constants) {
    String positions = positions(graph, name + "/positions", tensor);
    String turned =
        graph.node(name + "/turned", "Transpose", List.of(positions), HeadBuilder.turn());
    return graph.node(name, "Cast", List.of(turned), integer("to", DataType.FLOAT_VALUE));
  }

  private String positions(HeadBuilder graph, String name, String tensor) {
    return graph.node(
        name,
        "Slice",
        List.of(
            tensor,
            graph.constant(name + "/first", (long) others),
            graph.constant(name + "/end", others + (long) height * width),
            graph.constant(name + "/axis", 1L)));
  }
}

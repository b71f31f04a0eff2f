package dev.plumbline.engine.measure.heads;

import static dev.plumbline.engine.measure.heads.HeadBuilder.integer;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.List;

/**
 * Which axis of a layer's output holds channels, which hold positions, and which of its tokens are
 * no positions. It brings the output into the shape that all heads begin with, so that they know
 * one shape only.
 */
public interface TokenLayout {

  /** [N, C, H, W]: the tokens are the positions of the grid, row by row. */
  TokenLayout GRID =
      new TokenLayout() {
        @Override
        public LayerValues append(HeadBuilder graph, String tensor, Constants constants) {
          String shape = graph.node(LayerValues.SHAPE, "Shape", List.of(tensor));
          String grid = floats(graph, RepresentationHead.VALUES, tensor);
          return LayerValues.of(graph, shape, grid, constants);
        }

        @Override
        public String tokens(HeadBuilder graph, String name, String tensor, Constants constants) {
          String floats = floats(graph, name + "/floats", tensor);
          return graph.node(name, "Reshape", List.of(floats, constants.flat()));
        }

        private static String floats(HeadBuilder graph, String name, String tensor) {
          return graph.node(name, "Cast", List.of(tensor), integer("to", DataType.FLOAT_VALUE));
        }

        @Override
        public String toString() {
          return "grid";
        }
      };

  /**
   * Adds the nodes that bring a layer's output into shape. The layer's shape and its values have to
   * be called {@link LayerValues#SHAPE} and {@link RepresentationHead#VALUES}.
   *
   * @param graph writes nodes of the layer
   * @param tensor the layer's output
   * @param constants what the nodes of all layers share
   * @return the values that heads begin with
   */
  LayerValues append(HeadBuilder graph, String tensor, Constants constants);

  /**
   * Adds the nodes that make tokens [N, C, T], float32, of another value that is laid out as the
   * layer's output is.
   *
   * @param graph writes nodes of the layer
   * @param name what the tokens are called
   * @param tensor the value
   * @param constants what the nodes of all layers share
   * @return the tokens
   */
  String tokens(HeadBuilder graph, String name, String tensor, Constants constants);

  /**
   * Constants of the graph that the nodes of all layers share.
   *
   * @param flat int64 [0, 0, −1]: a reshape that joins the last axes
   * @param one int64 [1]
   */
  record Constants(String flat, String one) {

    static Constants add(HeadBuilder shared) {
      return new Constants(shared.constant("flat", 0, 0, -1), shared.constant("one", 1L));
    }
  }
}

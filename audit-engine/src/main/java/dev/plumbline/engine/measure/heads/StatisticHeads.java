package dev.plumbline.engine.measure.heads;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.plumbline.engine.checkpoint.layers.ResidualSum;
import java.util.List;

/**
 * The nodes that compute statistics of representations inside the network's graph, so that not the
 * activations but sums of them leave it. What is added for a layer is called {@code
 * audit/<layer>/…}; the {@link Head}s say what that is.
 */
public final class StatisticHeads {

  /** The oldest version of ONNX's operators in which the heads are valid. */
  public static final int OLDEST_OPSET = 13;

  private static final String SHAPE_OF_OUTPUT = "shape_of/";

  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final int opset;
  private final TokenLayout.Constants constants;

  private StatisticHeads(int opset) {
    this.opset = opset;
    HeadBuilder shared = new HeadBuilder(graph, HeadBuilder.ADDED, opset);
    constants = TokenLayout.Constants.add(shared);
    for (Head head : Heads.ALL) {
      head.switches().forEach(condition -> shared.input(condition, DataType.BOOL, 0));
    }
    shared.input(ScatterSumsHead.OWN_ROWS, DataType.BOOL, 1);
  }

  /**
   * Makes the part of a graph that has to be appended to the network's.
   *
   * @param layers what to compute of which layers
   * @param opset the opset of the network's graph, at least {@link #OLDEST_OPSET}
   * @param ownOutputs the outputs of the network's graph
   */
  public static GraphProto of(List<TappedLayer> layers, int opset, List<String> ownOutputs) {
    StatisticHeads heads = new StatisticHeads(opset);
    // ONNX Runtime runs first what the last of the nodes that nothing reads needs. So each head
    // runs when its layer is there, and the layer need not be kept until the network is through.
    // That the network's own outputs are read keeps nodes from being the last, as optimised ones
    // would be.
    for (String output : ownOutputs) {
      HeadBuilder reader = new HeadBuilder(heads.graph, HeadBuilder.ADDED, opset);
      reader.output(reader.node(SHAPE_OF_OUTPUT + output, "Shape", List.of(output)));
    }
    for (int last = layers.size() - 1; last >= 0; last--) {
      heads.add(layers.get(last));
    }
    return heads.graph.build();
  }

  private void add(TappedLayer layer) {
    HeadBuilder builder = new HeadBuilder(graph, layer.value(""), opset);
    LayerValues values =
        layer
            .layout()
            .append(builder, layer.tensor(), constants)
            .withAdded(layer.residual().map(sum -> branch -> added(branch, layer, sum)))
            .withSketched(layer.ownOutput().map(own -> branch -> sketched(branch, layer, own)));
    List<Head> heads = Heads.ALL.stream().filter(head -> isOn(head, layer)).toList();
    if (heads.stream().anyMatch(Head::readsCentred)) {
      values = values.centre(builder);
    }
    builder.output(values.shape());
    LayerValues.appendType(builder, layer.tensor());
    for (Head head : heads) {
      head.append(builder, values);
    }
  }

  private static boolean isOn(Head head, TappedLayer layer) {
    return layer.needs(head.figure()) || (layer.explored() && head.isExplored());
  }

  private String sketched(HeadBuilder branch, TappedLayer layer, String ownOutput) {
    return layer.layout().tokens(branch, "sketch/own", ownOutput, constants);
  }

  private String added(HeadBuilder branch, TappedLayer layer, ResidualSum residual) {
    String sum = layer.layout().tokens(branch, "added/sum", residual.sum(), constants);
    String given = layer.layout().tokens(branch, "added/given", residual.given(), constants);
    return branch.node("added", "Sub", List.of(sum, given));
  }
}

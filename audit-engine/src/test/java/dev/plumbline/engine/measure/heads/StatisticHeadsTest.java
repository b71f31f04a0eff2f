package dev.plumbline.engine.measure.heads;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.spi.Figure;
import dev.plumbline.engine.checkpoint.layers.ResidualSum;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StatisticHeadsTest {

  /** ONNX Runtime warns of constants that nothing uses, on the console of every run. */
  @ParameterizedTest
  @EnumSource
  void everyConstantIsUsed(Figure figure) {
    TappedLayer layer =
        new TappedLayer(
            new LayerName("conv_in"),
            "x",
            TokenLayout.GRID,
            Heads.complete(EnumSet.of(figure)),
            false,
            Optional.of(new ResidualSum("x", "given")),
            Optional.of("own"));
    Set<String> constants = new HashSet<>();
    Set<String> used = new HashSet<>();

    collect(StatisticHeads.of(List.of(layer), 17, List.of("y")), constants, used);

    assertThat(constants).isNotEmpty();
    assertThat(used).containsAll(constants);
  }

  private static void collect(GraphProto graph, Set<String> constants, Set<String> used) {
    graph.getInitializerList().stream().map(TensorProto::getName).forEach(constants::add);
    for (NodeProto node : graph.getNodeList()) {
      used.addAll(node.getInputList());
      node.getAttributeList().stream()
          .filter(AttributeProto::hasG)
          .forEach(attribute -> collect(attribute.getG(), constants, used));
    }
  }
}

package dev.plumbline.engine.checkpoint.layers;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.plumbline.engine.checkpoint.graph.DataFlow;
import dev.plumbline.engine.checkpoint.graph.GraphIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnOutputTest {

  @TempDir private Path folder;

  private final GraphProto.Builder graph =
      GraphProto.newBuilder()
          .addInitializer(
              TensorProto.newBuilder()
                  .setName("two")
                  .setDataType(DataType.FLOAT.getNumber())
                  .addFloatData(2));

  private void node(String operator, String output, String... inputs) {
    graph.addNode(
        NodeProto.newBuilder().setOpType(operator).addOutput(output).addAllInput(List.of(inputs)));
  }

  private OwnOutput of(String output) throws IOException {
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
            .setGraph(graph)
            .build();
    Path file = Files.write(folder.resolve("model.onnx"), model.toByteArray());
    return OwnOutput.of(new DataFlow(GraphIndex.read(file)), output, "layer");
  }

  @Test
  void namesAndTypesMakeNoDifference() throws IOException {
    node("Conv", "layer", "input");
    node("Cast", "float", "layer");
    node("Identity", "out", "float");

    assertThat(of("layer")).isEqualTo(new OwnOutput(true, true));
    assertThat(of("out")).isEqualTo(new OwnOutput(true, true));
  }

  @Test
  void whatIsComputedValueByValueIsAnotherOutputLaidOutAlike() throws IOException {
    node("Conv", "layer", "input");
    node("Mul", "doubled", "two", "layer");
    node("Neg", "negated", "doubled");
    node("Cast", "out", "negated");

    assertThat(of("out")).isEqualTo(new OwnOutput(false, true));
  }

  @Test
  void whatAlsoComesOfSomethingElseOrOfAnotherShapeIsNotFollowed() throws IOException {
    node("Conv", "layer", "input");
    node("Add", "mixed", "layer", "input");
    node("Transpose", "turned", "layer");
    node("Conv", "beside", "input");

    for (String output : List.of("mixed", "turned", "beside", "input")) {
      assertThat(of(output)).as(output).isEqualTo(new OwnOutput(false, false));
    }
  }
}

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
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResidualSumTest {

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

  private Optional<ResidualSum> find(String output) throws IOException {
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
            .setGraph(graph)
            .build();
    Path file = Files.write(folder.resolve("model.onnx"), model.toByteArray());
    return ResidualSum.of(new DataFlow(GraphIndex.read(file)), output);
  }

  @Test
  void whatIsGivenIsWhatTheOtherPartIsComputedOfOnEitherSide() throws IOException {
    node("Relu", "x", "input");
    node("Tanh", "hidden", "x");
    node("Mul", "branch", "hidden", "two");
    node("Add", "right", "x", "branch");
    node("Add", "left", "branch", "x");

    assertThat(find("right")).contains(new ResidualSum("right", "x"));
    assertThat(find("left")).contains(new ResidualSum("left", "x"));
  }

  @Test
  void copiesAndMultiplesOfTheSumLeadToIt() throws IOException {
    node("Relu", "x", "input");
    node("Tanh", "branch", "x");
    node("Add", "sum", "x", "branch");
    node("Identity", "copy", "sum");
    node("Div", "half", "copy", "two");

    assertThat(find("copy")).contains(new ResidualSum("sum", "x"));
    assertThat(find("half")).contains(new ResidualSum("sum", "x"));
  }

  @Test
  void ofTwoPartsThatAreBothComputedOfAThirdNeitherIsGiven() throws IOException {
    node("Relu", "x", "input");
    node("Sigmoid", "shortcut", "x");
    node("Tanh", "branch", "x");
    node("Add", "sum", "shortcut", "branch");

    assertThat(find("sum")).isEmpty();
  }

  @Test
  void aBiasAndWhatIsNoSumHaveNone() throws IOException {
    node("Relu", "x", "input");
    node("Add", "biased", "x", "two");
    node("Add", "twice", "x", "x");
    node("Mul", "product", "biased", "twice");

    assertThat(find("x")).isEmpty();
    assertThat(find("biased")).isEmpty();
    assertThat(find("twice")).isEmpty();
    assertThat(find("product")).isEmpty();
    assertThat(find("input")).isEmpty();
  }
}

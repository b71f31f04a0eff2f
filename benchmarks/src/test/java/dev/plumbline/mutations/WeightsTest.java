package dev.plumbline.mutations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.mutations.Parameter.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsTest {

  @TempDir Path folder;

  /** As many as PyTorch's state dict of this U-Net has. */
  @Test
  void allTrainedTensorsAreFoundInTheirModules() throws IOException {
    List<Parameter> parameters = Weights.read(TestNetwork.unet()).parameters();

    assertThat(parameters).hasSize(684);
    assertThat(parameters.stream().map(Parameter::tensor)).doesNotHaveDuplicates();
    assertThat(parameters.stream().map(Parameter::part).distinct())
        .containsExactlyInAnyOrder(
            "time_embedding",
            "conv_in",
            "down_blocks.0",
            "down_blocks.1",
            "down_blocks.2",
            "down_blocks.3",
            "mid_block",
            "up_blocks.0",
            "up_blocks.1",
            "up_blocks.2",
            "up_blocks.3",
            "conv_norm_out",
            "conv_out");
    Map<String, List<Parameter>> modules =
        parameters.stream().collect(Collectors.groupingBy(Parameter::module));
    assertThat(roles(modules.get("down_blocks.0.resnets.0.conv1")))
        .containsExactlyInAnyOrder(Role.KERNEL, Role.BIAS);
    assertThat(roles(modules.get("down_blocks.0.resnets.0.norm1")))
        .containsExactlyInAnyOrder(Role.SCALE, Role.OFFSET);
    assertThat(roles(modules.get("mid_block.attentions.0.transformer_blocks.0.norm2")))
        .containsExactlyInAnyOrder(Role.SCALE, Role.OFFSET);
    assertThat(roles(modules.get("mid_block.attentions.0.transformer_blocks.0.attn1.to_q")))
        .containsExactly(Role.IN_OUT);
    assertThat(roles(modules.get("mid_block.attentions.0.transformer_blocks.0.attn1.to_out.0")))
        .containsExactlyInAnyOrder(Role.IN_OUT, Role.BIAS);
    assertThat(roles(modules.get("time_embedding.linear_1")))
        .containsExactlyInAnyOrder(Role.OUT_IN, Role.BIAS);
  }

  private static List<Role> roles(List<Parameter> parameters) {
    return parameters.stream().map(Parameter::role).toList();
  }

  @Test
  void aLayerIsTheModuleWhoseOutputIsLocated() throws IOException {
    assertThat(Weights.read(TestNetwork.unet()).parameters().stream().map(Parameter::layer))
        .contains(
            "conv_in",
            "time_embedding",
            "down_blocks.0.resnets.1",
            "down_blocks.0.attentions.0",
            "down_blocks.0.downsamplers.0",
            "mid_block.resnets.1",
            "mid_block.attentions.0",
            "up_blocks.1.upsamplers.0");
  }

  @Test
  void anotherOrderHasTheSameNodesAndTensorsAndCanRun() throws IOException {
    Weights weights = Weights.read(TestNetwork.unet());
    weights.reorder(new SplittableRandom(1));
    Path file = folder.resolve("model.onnx");
    weights.write(file);

    Path inOrder = folder.resolve("in-order.onnx");
    Weights.read(TestNetwork.unet()).write(inOrder);
    ModelProto before = ModelProto.parseFrom(Files.readAllBytes(inOrder));
    ModelProto after = ModelProto.parseFrom(Files.readAllBytes(file));
    assertThat(after.getGraph().getNodeList())
        .isNotEqualTo(before.getGraph().getNodeList())
        .containsExactlyInAnyOrderElementsOf(before.getGraph().getNodeList());
    assertThat(after.getGraph().getInitializerList())
        .isNotEqualTo(before.getGraph().getInitializerList())
        .containsExactlyInAnyOrderElementsOf(before.getGraph().getInitializerList());
    Set<String> made = new HashSet<>();
    Set<String> all = new HashSet<>();
    after.getGraph().getNodeList().forEach(node -> all.addAll(node.getOutputList()));
    for (NodeProto node : after.getGraph().getNodeList()) {
      assertThat(made).containsAll(node.getInputList().stream().filter(all::contains).toList());
      made.addAll(node.getOutputList());
    }
  }

  @Test
  void weightsCanBeChangedAfterTheyWereReordered() throws IOException {
    Weights weights = Weights.read(TestNetwork.unet());
    Parameter first = weights.parameters().get(0);
    float[] values = weights.values(first);

    weights.reorder(new SplittableRandom(1));

    assertThat(weights.values(first)).isEqualTo(values);
  }

  /** The export stores one tensor of ones for the scales of many norms. */
  @Test
  void tensorsThatModulesShareBecomeTheirOwn() throws IOException {
    ModelProto export = ModelProto.parseFrom(Files.readAllBytes(TestNetwork.unet()));
    assertThat(export.getGraph().getNodeList())
        .anyMatch(node -> node.getOpType().equals("Identity"));
    Weights weights = Weights.read(TestNetwork.unet());
    List<Parameter> scales =
        weights.parameters().stream().filter(p -> p.role() == Role.SCALE).toList();
    float[] first = weights.values(scales.get(0));

    weights.set(scales.get(0), new float[first.length]);
    Path file = folder.resolve("model.onnx");
    weights.write(file);

    Weights again = Weights.read(file);
    assertThat(again.parameters()).isEqualTo(weights.parameters());
    assertThat(again.values(scales.get(0))).containsOnly(0);
    for (Parameter other : scales.subList(1, scales.size())) {
      assertThat(again.values(other)).as(other.module()).containsOnly(1);
    }
  }

  @Test
  void aFileWithoutNamedModulesIsRefused() throws IOException {
    Path file = folder.resolve("empty.onnx");
    Files.write(file, ModelProto.getDefaultInstance().toByteArray());

    assertThatThrownBy(() -> Weights.read(file))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("empty.onnx cannot be mutated")
        .hasMessageContaining("TorchScript");
  }
}

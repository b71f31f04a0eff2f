package dev.plumbline.audits;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.plumbline.api.AuditParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult.Status;

/**
 * The default bounds of health: green on the bundled checkpoint, red on one whose weights are lost.
 */
class LayerHealthTest {

  private static final String AUDIT = "LayerHealthAudits";
  private static final List<String> MIDDLE =
      List.of("mid_block.resnets.0", "mid_block.attentions.0", "mid_block.resnets.1");

  @TempDir static Path folder;
  private static AuditedRun run;

  @BeforeAll
  static void auditTheBundledCheckpointAndDamagedCopies() throws IOException {
    Path sound = new BundledReference().checkpoint();
    copy(sound, folder.resolve("middle"));
    copy(sound, folder.resolve("up"));
    zero(folder.resolve("middle/unet/model.onnx"), name -> name.contains("mid_block"));
    zero(folder.resolve("up/unet/model.onnx"), name -> name.contains("up_blocks.1"));
    run =
        AuditedRun.of(
            Map.of(
                AuditParameters.CHECKPOINT,
                "sound="
                    + sound
                    + ",middle="
                    + folder.resolve("middle")
                    + ",up="
                    + folder.resolve("up"),
                AuditParameters.SAMPLES,
                "8"));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }

  /** Sets all weights of some modules to 0, those that have no names included. */
  private static void zero(Path unet, Predicate<String> modules) throws IOException {
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(unet));
    Set<String> used = new HashSet<>();
    for (NodeProto node : model.getGraph().getNodeList()) {
      if (modules.test(node.getName())) {
        used.addAll(node.getInputList());
      }
    }
    GraphProto.Builder graph = model.getGraph().toBuilder();
    int zeroed = 0;
    for (int i = 0; i < graph.getInitializerCount(); i++) {
      TensorProto tensor = graph.getInitializer(i);
      boolean weight =
          tensor.getDataType() == TensorProto.DataType.FLOAT_VALUE
              && (modules.test(tensor.getName())
                  || (used.contains(tensor.getName()) && tensor.getName().startsWith("onnx::")));
      if (weight) {
        byte[] zeros = new byte[tensor.getRawData().size()];
        graph.setInitializer(i, tensor.toBuilder().setRawData(ByteString.copyFrom(zeros)));
        zeroed++;
      }
    }
    assertThat(zeroed).isGreaterThan(20);
    Files.write(unet, model.toBuilder().setGraph(graph).build().toByteArray());
  }

  private static List<AuditedRun.Leaf> leaves(String checkpoint) {
    return run.leaves().stream()
        .filter(leaf -> leaf.audit().equals(AUDIT) && leaf.checkpoint().equals(checkpoint))
        .toList();
  }

  @Test
  void theBundledCheckpointIsHealthyInEveryLayer() {
    assertThat(leaves("sound")).hasSize(46).allMatch(leaf -> leaf.status() == Status.SUCCESSFUL);
  }

  @Test
  void aMiddleWithoutWeightsIsRedByTheNamesOfItsLayers() {
    List<AuditedRun.Leaf> failed =
        leaves("middle").stream().filter(leaf -> leaf.status() == Status.FAILED).toList();

    assertThat(failed).extracting(AuditedRun.Leaf::layer).containsExactlyElementsOf(MIDDLE);
    assertThat(failed)
        .allSatisfy(
            leaf ->
                assertThat(leaf.message())
                    .contains("middle, mid_block.", "health.update is 0", "expected at least"));
  }

  @Test
  void anUpBlockWithoutWeightsIsRedFromItsFirstLayerOn() {
    List<String> failed =
        leaves("up").stream()
            .filter(leaf -> leaf.status() == Status.FAILED)
            .map(AuditedRun.Leaf::layer)
            .toList();

    assertThat(failed).isNotEmpty().first().isEqualTo("up_blocks.1.resnets.0");
    assertThat(failed).filteredOn(layer -> layer.startsWith("up_blocks.1")).hasSize(7);
  }
}

package dev.plumbline.audits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.AuditParameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
    assertThat(
            DamagedUnet.copy(
                folder.resolve("middle"), name -> name.contains("mid_block"), weight -> 0))
        .isGreaterThan(20);
    assertThat(
            DamagedUnet.copy(
                folder.resolve("up"), name -> name.contains("up_blocks.1"), weight -> 0))
        .isGreaterThan(20);
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

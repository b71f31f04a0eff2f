package dev.plumbline.audits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.report.MetricRecord;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.TestExecutionResult.Status;

/** The built-in audits with the paper's probe. */
@Tag("heavy")
class SoftmaxProbeTest {

  private static final String CHECKPOINT = "reference-unet";
  private static final String AUDIT = "PositionalEmbeddingAudits";
  private static final String LAYERS = "conv_in,down_blocks.2.downsamplers.0,mid_block.**";

  /**
   * Other batches round the U-Net's sums otherwise. Training carries that on, and a test token or
   * so near the border between two classes falls on the other side.
   */
  private static final double TOLERANCE = 5e-3;

  private static AuditedRun run;

  @BeforeAll
  static void audit() throws IOException {
    run = audit(1, 1);
  }

  private static AuditedRun audit(int batch, int threads) throws IOException {
    Map<String, String> parameters = new HashMap<>();
    parameters.put(AuditParameters.IMAGES, new BundledReference().images().toString());
    parameters.put(
        AuditParameters.CHECKPOINT, CHECKPOINT + "=" + new BundledReference().checkpoint());
    parameters.put(AuditParameters.LAYERS, LAYERS);
    parameters.put(AuditParameters.SAMPLES, "20");
    parameters.put(AuditParameters.BATCH, Integer.toString(batch));
    parameters.put(AuditParameters.THREADS, Integer.toString(threads));
    parameters.put(AuditParameters.PROBE, "softmax");
    return AuditedRun.of(parameters);
  }

  @Test
  void theDefaultBoundsKnowTheProbe() {
    List<AuditedRun.Leaf> leaves =
        run.leaves().stream().filter(leaf -> leaf.audit().equals(AUDIT)).toList();

    assertThat(leaves).hasSize(5);
    assertThat(leaves).extracting(AuditedRun.Leaf::status).containsOnly(Status.SUCCESSFUL);
    assertThat(run.metric("mid_block.resnets.0", "probe.softmax.accuracy_8").atMost()).isPresent();
  }

  @Test
  void theRunNamesTheProbe() {
    assertThat(run.environment("probe")).isEqualTo("softmax");
    assertThat(run.metrics().values())
        .extracting(MetricRecord::metric)
        .filteredOn(name -> name.startsWith("probe."))
        .isNotEmpty()
        .allMatch(name -> name.startsWith("probe.softmax."));
  }

  @Test
  void repetitionDoesNotShow() throws IOException {
    assertThat(audit(1, 1).differences(CHECKPOINT, run, CHECKPOINT, 0)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1,2", "3,2"})
  void batchesAndThreadsShowInAFewTokensAtMost(int batch, int threads) throws IOException {
    assertThat(audit(batch, threads).differences(CHECKPOINT, run, CHECKPOINT, TOLERANCE)).isEmpty();
  }
}

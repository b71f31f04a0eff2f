package dev.plumbline.audits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.AuditParameters;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult.Status;

/** What training put into the bundled checkpoint, and what its architecture brings along. */
class ControlTest {

  private static final String CHECKPOINT = "reference-unet";
  private static final String CONTROL = "reference-unet~random";
  private static final String AUDIT = "PositionalEmbeddingAudits.positionIsDecodableAsExpected";

  private static AuditedRun run;

  /** With folds every scene tests the probe, so that few images say enough. */
  @BeforeAll
  static void audit() {
    run =
        AuditedRun.of(
            Map.of(
                AuditParameters.CONTROL, "random",
                AuditParameters.LAYERS, "mid_block.*.*,up_blocks[0].resnets.*,up_blocks[3].**",
                AuditParameters.SAMPLES, "20",
                AuditParameters.FOLDS, "5"));
  }

  private static MetricRecord metric(String checkpoint, String layer, String name) {
    return run.metrics().get(new AuditedRun.Key(checkpoint, AUDIT, layer, 50, "probe.lda." + name));
  }

  private static List<String> layers(String... blocks) {
    return run.metrics().keySet().stream()
        .map(AuditedRun.Key::layer)
        .distinct()
        .filter(layer -> Stream.of(blocks).anyMatch(layer::startsWith))
        .toList();
  }

  @Test
  void theMiddleIsMoreReadableThanItsControlByMoreThanChance() {
    List<String> layers = layers("mid_block", "up_blocks.0");
    assertThat(layers).hasSize(6);
    for (String layer : layers) {
      MetricRecord selectivity = metric(CHECKPOINT, layer, "selectivity_8");
      assertThat(selectivity.value().orElseThrow()).as(layer).isGreaterThan(0.1);
      assertThat(selectivity.ciLow().orElseThrow()).as(layer).isPositive();
      assertThat(selectivity.scenes()).as(layer).hasValue(15);
      assertThat(selectivity.verdict()).isEqualTo(MetricVerdict.RECORDED);
      // and the control is well above chance, which on a grid of four by four is a quarter
      assertThat(metric(CONTROL, layer, "accuracy_8").value().orElseThrow())
          .as(layer)
          .isGreaterThan(0.3);
    }
  }

  @Test
  void theTopIsLessReadableThanItsControl() {
    List<String> layers = layers("up_blocks.3");
    assertThat(layers).hasSize(6);
    for (String layer : layers) {
      assertThat(metric(CHECKPOINT, layer, "selectivity_8").value().orElseThrow())
          .as(layer)
          .isNegative();
    }
  }

  @Test
  void theControlIsFiniteAndNothingIsAskedOfIt() {
    List<MetricRecord> metrics =
        run.metrics().values().stream()
            .filter(metric -> metric.checkpoint().equals(CONTROL))
            .toList();
    assertThat(metrics)
        .isNotEmpty()
        .allMatch(metric -> metric.atMost().isEmpty() && metric.atLeast().isEmpty())
        .filteredOn(metric -> metric.metric().equals("finite.non_finite"))
        .hasSize(12)
        .allMatch(metric -> metric.value().orElseThrow() == 0);
    assertThat(run.verdicts(CONTROL).values()).hasSize(60).containsOnly(Status.SUCCESSFUL);
    assertThat(run.otherFailures()).isEmpty();
  }
}

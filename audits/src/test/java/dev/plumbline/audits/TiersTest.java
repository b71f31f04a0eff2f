package dev.plumbline.audits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.AuditParameters;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult.Status;

/** The default bounds are set on all photographs; the quick tier is held against them on fewer. */
class TiersTest {

  @Test
  void theQuickTierOfTheBundledCheckpointIsGreenAndDecidesEveryLeaf() {
    AuditedRun run = AuditedRun.of(Map.of(AuditParameters.TIER, "quick"));

    assertThat(run.leaves()).hasSize(5 * 11);
    assertThat(run.leaves(Status.SUCCESSFUL)).hasSameSizeAs(run.leaves());
    assertThat(run.otherFailures()).isEmpty();
    assertThat(run.environment("tier")).isEqualTo("quick");
    assertThat(run.environment("images for reference-unet")).startsWith("32 (");
  }
}

package dev.plumbline.mutations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.LayerName;
import dev.plumbline.mutations.AuditRecord.Failure;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuditRecordTest {

  private static final List<LayerName> ORDER =
      List.of(
          new LayerName("conv_in"),
          new LayerName("mid_block.resnets.0"),
          new LayerName("down_blocks.9.resnets.0"));

  private static Failure failure(String layer, boolean isAssertion) {
    return new Failure(
        "[engine:model-audit]/[class:dev.plumbline.audits.HighNormAudits]/[audit:high]"
            + "/[checkpoint:net]/[layer:"
            + layer
            + "]/[timestep:50]",
        isAssertion,
        "");
  }

  @Test
  void aLeafSaysWhereItIs() {
    Failure failure = failure("mid_block.resnets.0", true);

    assertThat(failure.audit()).isEqualTo("HighNormAudits");
    assertThat(failure.layer()).contains(new LayerName("mid_block.resnets.0"));
    assertThat(failure.timestep()).isEqualTo("50");
    assertThat(new Failure("[engine:model-audit]", false, "").layer()).isEmpty();
  }

  @Test
  void theCulpritIsFirstInTheDataFlow() {
    assertThat(
            Culprits.first(
                List.of(
                    failure("down_blocks.9.resnets.0", true), failure("mid_block.resnets.0", true)),
                ORDER))
        .contains(new LayerName("mid_block.resnets.0"));
    assertThat(Culprits.first(List.of(), ORDER)).isEmpty();
  }

  /** Nothing that ran is no success. */
  @Test
  void aRunWithoutLeavesIsRed() {
    assertThat(new AuditRecord().isRed()).isTrue();
    assertThat(new AuditRecord().isRefused()).isTrue();
  }
}

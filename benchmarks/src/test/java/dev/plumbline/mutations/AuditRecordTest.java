package dev.plumbline.mutations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.LayerName;
import dev.plumbline.api.report.RunNote;
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

  /** What moved first is known better than what failed first. */
  @Test
  void theCulpritIsWhatTheRunNames() {
    RunNote note =
        new RunNote(
            RunNote.Kind.RESULT,
            "fidelity of net",
            "moved from the baseline all.csv, first at mid_block.resnets[0], by 3.0 %"
                + " (mid_block.resnets[0], t=50); farthest by 50.0 % (conv_out, t=50)");
    List<LayerName> order =
        List.of(new LayerName("mid_block.resnets.0"), new LayerName("conv_out"));

    assertThat(Culprits.named(List.of(note), List.of(failure("conv_out", true)), order))
        .contains(new LayerName("mid_block.resnets.0"));
    assertThat(Culprits.named(List.of(), List.of(failure("conv_out", true)), order))
        .contains(new LayerName("conv_out"));
  }

  /** Nothing that ran is no success. */
  @Test
  void aRunWithoutLeavesIsRed() {
    assertThat(new AuditRecord().isRed()).isTrue();
    assertThat(new AuditRecord().isRefused()).isTrue();
  }
}

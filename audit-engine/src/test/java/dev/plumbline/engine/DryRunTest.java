package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.report.RunNote;
import dev.plumbline.engine.fixtures.EveryMeasurementAudits;
import dev.plumbline.engine.fixtures.NormAudits;
import dev.plumbline.engine.fixtures.Spied;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult.Status;

class DryRunTest {

  @Test
  void thePlanIsPrintedNothingIsMeasuredAndNothingFails(@TempDir Path folder) throws IOException {
    Spied.LAYERS.clear();
    Path bounds = Files.writeString(folder.resolve("bounds.csv"), "audit,metric\n");

    Outcomes outcomes =
        Audits.in(folder)
            .of(NormAudits.class)
            .with("audit.checkpoint", "tiny=" + Audits.TINY + ",gone=" + folder.resolve("gone"))
            .with("audit.bounds", bounds)
            .with("audit.samples", 2)
            .with("audit.dry-run", true)
            .run();

    assertThat(outcomes.leaves()).isEmpty();
    assertThat(outcomes.skipped()).hasSize(9);
    assertThat(outcomes.skipped())
        .containsEntry(
            "tokensHaveNorms/tiny/mid_block.resnets.0/50", "dry run: nothing is measured");
    assertThat(outcomes.skipped().get("tokensHaveNorms/gone"))
        .startsWith("dry run: gone: ")
        .contains("there is nothing at " + folder.resolve("gone"));
    assertThat(outcomes.containers())
        .allSatisfy((node, result) -> assertThat(result.getStatus()).isEqualTo(Status.SUCCESSFUL));
    assertThat(outcomes.records()).isEmpty();
    assertThat(Spied.LAYERS).isEmpty();
    assertThat(outcomes.console().lines())
        .allMatch(line -> line.startsWith("[audit] "))
        .contains("[audit] Dry run: this is the plan, nothing is measured.")
        .contains("[audit] checkpoint tiny: " + Audits.TINY)
        .contains("[audit]   timesteps [50, 200]")
        .anyMatch(line -> line.contains("4 layers: [") && line.contains("mid_block.resnets[0]"))
        .anyMatch(line -> line.contains("up to 2 images"))
        .anyMatch(line -> line.contains("bounds.csv: the header lacks the columns"));
    assertThat(outcomes.notes()).contains(new RunNote(RunNote.Kind.ENVIRONMENT, "seed", "42"));
  }

  @Test
  void whatTheSoftmaxProbeKeepsIsInThePlan(@TempDir Path folder) throws IOException {
    Outcomes outcomes =
        Audits.in(folder)
            .of(EveryMeasurementAudits.class)
            .with("audit.samples", 100_000)
            .with("audit.probe", "softmax")
            .with("audit.spill.dir", "scratch")
            .with("audit.dry-run", true)
            .run();

    assertThat(outcomes.console().lines())
        .anyMatch(
            line ->
                line.matches(
                        ".* up to [1-9]\\d*\\.\\d GB of tokens to train the softmax probes on, .*")
                    && line.endsWith("goes to files in " + folder.resolve("scratch")));
    assertThat(folder.resolve("scratch")).doesNotExist();
  }
}

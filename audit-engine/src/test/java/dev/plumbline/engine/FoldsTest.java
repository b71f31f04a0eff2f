package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.RunNote;
import dev.plumbline.engine.fixtures.EveryMeasurementAudits;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult.Status;

/** {@code audit.folds}, as a user sees it. */
class FoldsTest {

  private static final String LEAF = "everythingIsRecorded/tiny/mid_block.resnets.0/500";

  @TempDir Path folder;

  private Audits audits(int latents) {
    return Audits.in(folder)
        .of(EveryMeasurementAudits.class)
        .with("audit.latents", NpyWriter.normal(folder.resolve("some.npy"), 3, latents, 4, 16, 16));
  }

  @Test
  void eachSceneTestsTheProbe() {
    Outcomes outcomes = audits(6).with("audit.folds", 3).run();

    assertThat(outcomes.statuses()).containsEntry(LEAF, Status.SUCCESSFUL);
    MetricRecord accuracy = outcomes.record(LEAF, "probe.lda.accuracy_8");
    assertThat(accuracy.scenes()).hasValue(6);
    assertThat(accuracy.n()).isEqualTo(6 * 2 * 2);
    assertThat(outcomes.record(LEAF, "norm.mean_norm").n()).isEqualTo(6 * 2 * 2);
    assertThat(outcomes.record(LEAF, "similarity.full.corner").n()).isEqualTo(6);
    assertThat(outcomes.notes())
        .contains(
            new RunNote(RunNote.Kind.ENVIRONMENT, "folds", "3"),
            new RunNote(
                RunNote.Kind.ENVIRONMENT,
                "images for tiny",
                "6 (each of them to test the probe, 6 scenes in 3 folds), U-Net inputs 4×16×16"));
    assertThat(outcomes.console()).contains("measuring tiny at t=500: 12 passes in ");
  }

  @Test
  void moreFoldsThanScenesAreRefused() {
    Outcomes outcomes = audits(3).with("audit.folds", 5).run();

    assertThat(outcomes.leaves()).as("nothing is measured").isEmpty();
    assertThat(outcomes.engineFailure().orElseThrow())
        .hasMessageContaining(
            "Nothing was measured: audit.folds=5: there are 3 images of 3 scenes,")
        .hasMessageContaining("Take at most 3 folds, or give images of more scenes");
  }

  @Test
  void aDryRunSaysWhatTheyCost() {
    Outcomes outcomes =
        audits(6).with("audit.folds", 3).with("audit.samples", 6).with("audit.dry-run", true).run();

    assertThat(outcomes.console())
        .contains(
            "up to 6 images, two full passes (3 folds) and a cropped pass each: at most 18 passes of"
                + " the U-Net")
        .contains("sums of 3 folds 0.0 GB");
  }
}

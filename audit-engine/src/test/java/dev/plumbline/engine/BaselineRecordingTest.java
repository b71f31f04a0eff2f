package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.RunNote;
import dev.plumbline.engine.baseline.Baseline;
import dev.plumbline.engine.baseline.BaselineFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Baselines: recorded, recorded again, and promoted. */
@Tag("heavy")
class BaselineRecordingTest extends RecordedBaseline {

  @Test
  void recordingWritesWhatWasChecked() throws IOException {
    Outcomes outcomes = recording;
    record();

    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(outcomes.statuses()).hasSize(6).containsValue(Status.SUCCESSFUL);
    assertThat(files("baselines")).containsOnlyKeys("tiny.contributions.jsonl.gz", "tiny.csv");
    assertThat(header(recorded()))
        .startsWith("# Plumbline baseline 1\n# checkpoint: tiny\n# checkpoint_sha256: ")
        .contains(
            "\n# contributions_sha256: ",
            "\n# device: cpu\n",
            "\n# images: 12\n",
            "\n# images_sha256: ",
            "\n# java: ",
            "\n# latent_size: 16x16\n",
            "\n# noise: independent\n",
            "\n# onnxruntime: 1.",
            "\n# plumbline: ",
            "\n# preprocessing: latents as given\n",
            "\n# probe: lda\n",
            "\n# seed: 42\n",
            "\n# split: hash");
    Baseline baseline = BaselineFile.read(recorded());
    assertThat(baseline.metrics()).hasSize(6 * 10);
    MetricRecord measured = outcomes.record(LAST, "norm.mean_norm");
    assertThat(Files.readAllLines(recorded()))
        .contains(
            "audit,metric,layer,timestep,worse,value,n,scenes,ci_low,ci_high,checked",
            String.format(
                "HeldAudits.normsStay,norm.mean_norm,mid_block.resnets.1,50,neither,%s,%d,12,%s,%s,yes",
                measured.value().getAsDouble(),
                measured.n(),
                measured.ciLow().getAsDouble(),
                measured.ciHigh().getAsDouble()));
    assertThat(results(outcomes))
        .containsExactly("60 metrics are recorded in " + once.resolve("baselines/tiny.csv"));
  }

  @Test
  void recordingAgainChangesNoByte() throws IOException {
    record();
    Map<String, byte[]> first = files("baselines");
    audits().with("audit.baseline.mode", "record").run();

    assertThat(files("baselines")).usingRecursiveComparison().isEqualTo(first);
  }

  @Test
  void recordingAsksTheUsersBoundsAndNoneThatReferToTheBaseline() throws IOException {
    Path bounds =
        Files.writeString(
            folder.resolve("b.csv"),
            """
            audit,metric,layer,timestep,at_least,at_most,note
            *,norm.mean_norm,*,*,,baseline * 0.5,
            *,norm.max_relative_norm,mid_block.resnets.1,50,,0.1,
            """);

    Outcomes outcomes =
        audits().with("audit.bounds", bounds).with("audit.baseline.mode", "record").run();

    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(outcomes.statuses()).containsEntry(LAST, Status.FAILED);
    assertThat(outcomes.statuses().values()).filteredOn(Status.SUCCESSFUL::equals).hasSize(5);
    assertThat(recorded()).exists();
    assertThat(texts(outcomes, RunNote.Kind.WARNING))
        .contains(
            "it is recorded of a red run: 1 leaf is beyond a bound, the first tiny,"
                + " mid_block.resnets[1], t=50. What is held against it is held against that");
    assertThat(texts(audits().run(), RunNote.Kind.WARNING))
        .contains("tiny.csv was recorded of a red run: leaves beyond a bound there: 1");
  }

  @Test
  void aControlHasNoBaseline() throws IOException {
    Outcomes recorded =
        audits().with("audit.control", "random").with("audit.baseline.mode", "record").run();
    Outcomes checked = audits().with("audit.control", "random").run();

    assertThat(files("baselines")).containsOnlyKeys("tiny.contributions.jsonl.gz", "tiny.csv");
    for (Outcomes outcomes : List.of(recorded, checked)) {
      assertThat(outcomes.engineFailure()).isEmpty();
      assertThat(outcomes.statuses().values()).hasSize(12).containsOnly(Status.SUCCESSFUL);
    }
  }

  /** Its figures would be gone, and nothing would be wrong with the checkpoint. */
  @Test
  void whatWasRecordedBesideAControlIsCheckedBesideOne() throws IOException {
    audits().with("audit.control", "random").with("audit.baseline.mode", "record").run();

    Outcomes checked = audits().run();

    assertThat(checked.engineFailure())
        .get()
        .asString()
        .contains(
            "tiny cannot be compared with the baseline tiny.csv: control is none and was random."
                + " Run it as the baseline was recorded, or record it again.");
    assertThat(checked.leaves()).as("nothing is measured for it").isEmpty();
  }

  /** The figures of the control are more than the baseline has; all others are compared. */
  @Test
  void whatWasRecordedWithoutAControlMayBeCheckedBesideOne() throws IOException {
    record();

    Outcomes checked = audits().with("audit.control", "random").run();

    assertThat(checked.engineFailure()).isEmpty();
    assertThat(checked.statuses().values()).containsOnly(Status.SUCCESSFUL);
  }

  @Test
  void aBrokenCheckpointsFileIsNotTouched() throws IOException {
    record();
    Map<String, byte[]> before = files("baselines");

    audits()
        .with("audit.checkpoint", "tiny=missing.onnx,other=" + Audits.TINY)
        .with("audit.baseline.mode", "record")
        .run();

    assertThat(files("baselines")).containsKey("other.csv").hasSize(4);
    assertThat(files("baselines").get("tiny.csv")).isEqualTo(before.get("tiny.csv"));
  }

  /** As leaves are that are run again, by the same launcher. */
  @Test
  void aPartOfWhatWasRecordedAMomentAgoDoesNotReplaceIt() throws IOException {
    audits().with("audit.baseline.mode", "record").run();
    Map<String, byte[]> whole = files("baselines");

    Outcomes again =
        audits().with("audit.baseline.mode", "record").with("audit.timesteps", 50).run();

    assertThat(again.engineFailure())
        .get()
        .asString()
        .contains("tiny.csv stays as it was recorded a moment ago: this run has ");
    assertThat(files("baselines")).usingRecursiveComparison().isEqualTo(whole);
  }

  @Test
  void whatARecordingLeavesOutIsSaid() throws IOException {
    record();

    Outcomes outcomes =
        audits().with("audit.baseline.mode", "record").with("audit.timesteps", 50).run();

    assertThat(texts(outcomes, RunNote.Kind.WARNING))
        .anyMatch(
            text ->
                text.startsWith(
                    "30 metrics that " + recorded() + " had were not measured in this run"));
  }

  @Test
  void aFinishedRunIsPromotedByCopying() throws IOException {
    audits().without("audit.baseline").run();
    Path left = folder.resolve("target/plumbline/baseline");
    Files.createDirectories(folder.resolve("baselines"));
    try (Stream<Path> list = Files.list(left)) {
      for (Path file : list.toList()) {
        Files.copy(file, folder.resolve("baselines").resolve(file.getFileName()));
      }
    }

    Outcomes outcomes = audits().run();

    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(outcomes.statuses().values()).containsOnly(Status.SUCCESSFUL);
    assertThat(files("target/plumbline/baseline"))
        .usingRecursiveComparison()
        .isEqualTo(files("baselines"));
  }

  @Test
  void whatAnEarlierRunLeftInTheReportIsNotTakenForThisOnes() throws IOException {
    audits().without("audit.baseline").run();

    audits().without("audit.baseline").with("audit.checkpoint", "other=" + Audits.TINY).run();

    assertThat(files("target/plumbline/baseline"))
        .containsOnlyKeys("other.contributions.jsonl.gz", "other.csv");
  }
}

package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.report.AgainstBaseline;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.api.report.RunNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Checkpoints that are held against a recorded baseline. */
class BaselineTest extends RecordedBaseline {

  private static final String RARE =
      "rare in these scenes, so that more of it could go unseen elsewhere: norm.prevalence_z5 in 6"
          + " checks, up to 32 % of scenes (0 of 12 seen)";

  @Test
  void theSameRunIsGreenAndAllIsDecided() throws IOException {
    record();
    Map<String, byte[]> before = files("baselines");

    Outcomes outcomes = audits().run();

    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(outcomes.statuses().values()).hasSize(6).containsOnly(Status.SUCCESSFUL);
    assertThat(verdicts(outcomes)).hasSize(30).containsOnly(MetricVerdict.PASSED);
    for (MetricRecord record : recording.records().get(LAST)) {
      MetricRecord again = outcomes.record(LAST, record.metric());
      assertThat(record.baseline()).isEmpty();
      assertThat(again.baseline().map(AgainstBaseline::value))
          .isEqualTo(
              again.atMost().isPresent() || again.atLeast().isPresent()
                  ? Optional.of(record.value().getAsDouble())
                  : Optional.empty());
      assertThat(again.baseline().filter(AgainstBaseline::isBetter)).isEmpty();
    }
    assertThat(results(outcomes)) // no scene differs, so nothing says what a run could find
        .containsExactly(
            RARE, "tiny.csv, paired, image by image: both saw the same images with the same noise");
    assertThat(texts(outcomes, RunNote.Kind.WARNING)).noneMatch(text -> text.contains("tiny.csv"));
    assertThat(files("baselines")).usingRecursiveComparison().isEqualTo(before);
  }

  @Test
  void aChangedLayerIsRedAndNoOther() throws IOException {
    record();

    Outcomes outcomes = checkScaled(4);

    assertThat(outcomes.statuses())
        .containsEntry(LAST, Status.FAILED)
        .containsEntry("normsStay/tiny/mid_block.resnets.1/200", Status.FAILED)
        .containsEntry("normsStay/tiny/mid_block.resnets.0/50", Status.SUCCESSFUL)
        .containsEntry("normsStay/tiny/mid_block.attentions.0/50", Status.SUCCESSFUL);
    assertThat(outcomes.thrown(LAST))
        .hasMessageContaining("norm.mean_norm is ")
        .hasMessageContaining(" (baseline is ")
        .hasMessageContaining("; bound: baseline + ")
        .hasMessageContaining("over 12 scenes that both saw, p = ")
        .hasMessageContaining("bound: tiny.csv (");
    MetricRecord worse = outcomes.record(LAST, "norm.mean_norm");
    AgainstBaseline against = worse.baseline().orElseThrow();
    assertThat(against.value())
        .isEqualTo(recording.record(LAST, "norm.mean_norm").value().getAsDouble());
    assertThat(against.adjusted().getAsDouble()).isPositive().isLessThanOrEqualTo(0.01);
    assertThat(against.isBetter()).isFalse();
  }

  @Test
  void otherSeedsAreTwoSamplesOfScenes() throws IOException {
    record();

    Outcomes outcomes = audits().with("audit.seed", 7).run();

    assertThat(results(outcomes))
        .hasSize(3)
        .contains(
            RARE,
            "tiny.csv, unpaired, as two samples of scenes, which tells far less: seed is 7 and was"
                + " 42")
        .anyMatch(
            text ->
                text.matches(
                    "a change for the worse is found with 80 %, in the median of the layers: .*"
                        + "norm.mean_norm by [0-9.]+ on 12 scenes, by [0-9.]+ on about 5\\d"
                        + " \\(margin [0-9.]+\\).*"));
    assertThat(outcomes.statuses().values()).doesNotContain(Status.FAILED);
    Outcomes changed =
        audits().with("audit.seed", 7).with("audit.checkpoint", "tiny=" + scaled(8)).run();
    assertThat(changed.thrown(LAST))
        .hasMessageContaining("held.norm is ")
        .hasMessageContaining("over 12 scenes, not the same ones, p = ");
  }

  @Test
  void latentsThatWereEncodedOnceArePairedWithTheirPhotographs() {
    Audits photographs =
        audits()
            .without("audit.latents")
            .without("audit.prompt")
            .with("audit.checkpoint", "tiny=" + Pipelines.REFERENCE)
            .with("audit.images", Pipelines.IMAGES) // seven in six scenes
            .with("audit.error.rate", 0.1)
            .with("audit.layers", "mid_block.resnets.1");
    photographs.with("audit.baseline.mode", "record").run();
    photographs.with("audit.baseline.mode", "off").with("audit.encode", "encoded").run();

    Outcomes outcomes =
        audits()
            .with("audit.checkpoint", "tiny=" + Pipelines.REFERENCE)
            .with("audit.latents", "encoded/latents.safetensors")
            .with("audit.prompt", "encoded/prompt.safetensors")
            .with("audit.error.rate", 0.1)
            .with("audit.layers", "mid_block.resnets.1")
            .run();

    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(results(outcomes))
        .hasSize(2)
        .anyMatch(text -> text.startsWith("tiny.csv, paired, "))
        .anyMatch(text -> text.endsWith(" in 2 checks, up to 32 % of scenes (0 of 6 seen)"));
    assertThat(texts(outcomes, RunNote.Kind.WARNING)).isEmpty();
  }

  @Test
  void aCheckpointMayBeHeldAgainstAnothersBaseline() throws IOException {
    record();

    Outcomes outcomes =
        audits()
            .with("audit.checkpoint", "tuned=" + Audits.TINY)
            .with("audit.baseline", "baselines/tiny.csv")
            .run();
    Outcomes unnamed = audits().with("audit.checkpoint", "tuned=" + Audits.TINY).run();

    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(outcomes.statuses().values()).hasSize(6).containsOnly(Status.SUCCESSFUL);
    assertThat(unnamed.engineFailure())
        .get()
        .asString()
        .contains(
            "There is no baseline " + folder.resolve("baselines/tuned.csv") + " for tuned: record",
            "in -Daudit.baseline; there are tiny.csv.");
    assertThat(unnamed.leaves()).as("nothing is measured for it").isEmpty();
  }

  @Test
  void boundsMayReferToTheBaseline() throws IOException {
    record();
    Path bounds =
        Files.writeString(
            folder.resolve("b.csv"),
            """
            audit,metric,layer,timestep,at_least,at_most,note
            *,norm.mean_norm,*,*,,baseline * 0.5,half is enough
            *,norm.max_relative_norm,*,*,,0.1,an absolute one
            """);

    Outcomes outcomes = audits().with("audit.bounds", bounds).run();
    Outcomes off = audits().with("audit.bounds", bounds).with("audit.baseline.mode", "off").run();

    assertThat(outcomes.thrown(LAST))
        .hasMessageContaining("; bound: baseline * 0.5): above by")
        .hasMessageContaining("b.csv:2 (half is enough)")
        .hasMessageContaining("b.csv:3 (an absolute one)");
    assertThat(outcomes.record(LAST, "norm.recurrence").verdict()).isEqualTo(MetricVerdict.PASSED);
    assertThat(off.thrown(LAST))
        .hasMessageContaining("nothing to hold it against: audit.baseline.mode is off")
        .hasMessageContaining("norm.recurrence has no bound");
  }

  @Test
  void anImprovementPassesAndIsSaid() throws IOException {
    Path worse = scaled(4);
    audits().with("audit.checkpoint", "tiny=" + worse).with("audit.baseline.mode", "record").run();
    Path bounds =
        Files.writeString(
            folder.resolve("b.csv"),
            """
            audit,metric,layer,timestep,at_least,at_most,note
            *,norm.*,*,*,,unbounded,
            """);

    Outcomes red = audits().with("audit.bounds", bounds).run();
    Outcomes outcomes =
        audits().with("audit.bounds", bounds).with("audit.fidelity", "fine-tune").run();

    assertThat(red.thrown(LAST))
        .hasMessageStartingWith("changed: tiny, mid_block.resnets[1], t=50: held.norm is ");
    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(outcomes.statuses().values()).containsOnly(Status.SUCCESSFUL);
    assertThat(outcomes.record(LAST, "held.norm").verdict()).isEqualTo(MetricVerdict.WARNED);
    assertThat(texts(outcomes, RunNote.Kind.WARNING))
        .anyMatch(text -> text.startsWith("changed: tiny, mid_block.resnets[1], t=50: held.norm"));
    assertThat(results(outcomes))
        .anyMatch(
            text ->
                text.startsWith(
                    "2 leaves are better than tiny.csv by more than chance explains; to hold"));
  }
}

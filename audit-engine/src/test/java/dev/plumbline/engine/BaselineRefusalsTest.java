package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.Direction;
import dev.plumbline.api.LayerName;
import dev.plumbline.api.Metric;
import dev.plumbline.api.report.RunNote;
import dev.plumbline.engine.baseline.Baseline;
import dev.plumbline.engine.baseline.BaselineFile;
import dev.plumbline.engine.baseline.MetricKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Baselines that cannot be compared with, and what one side has and the other has not. */
class BaselineRefusalsTest extends RecordedBaseline {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "audit.split | tail | split is tail and was hash",
        "audit.probe | softmax | probe is softmax and was lda",
        "audit.folds | 2 | folds is 2 and was 1",
        "audit.noise | shared | noise is shared and was independent"
      })
  void whatMakesFiguresMeanSomethingElseIsRefusedByName(
      String parameter, String value, String reason) throws IOException {
    record();

    Outcomes outcomes = audits().with(parameter, value).run();

    assertThat(outcomes.engineFailure())
        .get()
        .asString()
        .contains(
            "tiny cannot be compared with the baseline tiny.csv: " + reason + ". Run it as the");
    assertThat(outcomes.leaves()).as("nothing is measured for it").isEmpty();
  }

  @Test
  void latentsOfAnotherSizeAreRefused() throws IOException {
    record();

    Outcomes outcomes =
        audits()
            .with("audit.latents", NpyWriter.normal(folder.resolve("l.npy"), 3, 12, 4, 32, 32))
            .run();

    assertThat(outcomes.engineFailure())
        .get()
        .asString()
        .contains("latent_size is 32x32 and was 16x16");
  }

  @Test
  void aTimestepThatWasNotRecordedIsUndecided() throws IOException {
    record();

    Outcomes outcomes = audits().with("audit.timesteps", "50,100").run();

    assertThat(outcomes.statuses())
        .containsEntry(LAST, Status.SUCCESSFUL)
        .containsEntry("normsStay/tiny/mid_block.resnets.1/100", Status.ABORTED);
    assertThat(outcomes.thrown("normsStay/tiny/mid_block.resnets.1/100"))
        .hasMessageContaining(
            "the baseline tiny.csv has no t=100, only t=50, 200; give -Daudit.timesteps=50,200, or"
                + " record it again");
    assertThat(texts(outcomes, RunNote.Kind.WARNING))
        .anyMatch(text -> text.startsWith("15 metrics are checked and not in tiny.csv, the first"));
  }

  @Test
  void aLayerThatTheCheckpointHasNoLongerFailsTheRunByName() throws IOException {
    record();
    Path csv = recorded();
    rename(csv, "mid_block.resnets.1", "mid_block.resnets.7");

    Outcomes outcomes = audits().run();

    assertThat(outcomes.engineFailure())
        .get()
        .asString()
        .contains(
            "tiny FAILED: 1 layer of its baseline tiny.csv is gone: mid_block.resnets[7]. If that"
                + " is meant, record the baseline again.");
  }

  @Test
  void aFigureThatIsGoneFailsItsLeafAndAuditsThatAreNotInTheRunAreSaid() throws IOException {
    record();
    Baseline baseline = BaselineFile.read(recorded());
    TreeMap<MetricKey, Metric> metrics = new TreeMap<>(baseline.metrics());
    Metric old = Metric.of("held.old", 1, 1, Direction.HIGHER);
    LayerName layer = new LayerName("mid_block.resnets.1");
    metrics.put(new MetricKey("HeldAudits.normsStay", "held.old", layer, 50), old);
    metrics.put(new MetricKey("OtherAudits.other", "held.old", layer, 50), old);
    BaselineFile.write(recorded(), Baseline.of("tiny", baseline.environment(), metrics));

    Outcomes outcomes = audits().run();

    assertThat(outcomes.thrown(LAST))
        .hasMessage(
            "tiny, mid_block.resnets[1], t=50: held.old is gone: the audit states it no longer, and"
                + " the baseline tiny.csv has 1.0. If that is meant, record the baseline again");
    assertThat(texts(outcomes, RunNote.Kind.WARNING))
        .contains(
            "1 metric is in tiny.csv and no longer there, the first held.old of"
                + " HeldAudits.normsStay, mid_block.resnets[1], t=50",
            "tiny.csv has audits that this run has not: OtherAudits.other");
  }

  /** Renames a layer in both files of a baseline, and binds them together again. */
  private static void rename(Path csv, String from, String to) {
    Baseline baseline = BaselineFile.read(csv);
    TreeMap<MetricKey, Metric> metrics = new TreeMap<>();
    baseline
        .metrics()
        .forEach(
            (key, metric) ->
                metrics.put(
                    new MetricKey(
                        key.audit(),
                        key.metric(),
                        new LayerName(key.layer().path().replace(from, to)),
                        key.timestep()),
                    metric));
    BaselineFile.write(csv, Baseline.of("tiny", baseline.environment(), metrics));
  }

  @Test
  void noBaselineMakesTheRunRedWithOneMessage() {
    Outcomes outcomes = audits().run();

    assertThat(outcomes.engineFailure())
        .get()
        .asString()
        .contains(
            "There is no baseline "
                + recorded()
                + " for tiny: record it with -Daudit.baseline.mode=record.");
    assertThat(outcomes.leaves()).as("nothing is measured for it").isEmpty();
  }

  @Test
  void aMalformedBaselineIsNamedWithItsLine() throws IOException {
    record();
    String text = Files.readString(recorded());
    Files.writeString(recorded(), text.replaceFirst("neither,[0-9.]+,", "neither,much,"));

    Outcomes outcomes = audits().run();

    assertThat(outcomes.engineFailure())
        .get()
        .asString()
        .containsPattern(
            "The file .*tiny.csv is not a baseline that can be read: line \\d+: .*\"much\". Restore"
                + " it, or record it with -Daudit.baseline.mode=record.");
  }

  @Test
  void filesThatWereNotRecordedTogetherAreRefused() throws IOException {
    record();
    Path beside = folder.resolve("baselines/tiny.contributions.jsonl.gz");
    byte[] first = Files.readAllBytes(beside);
    audits().with("audit.baseline.mode", "record").with("audit.seed", 7).run();
    Files.write(beside, first);

    Outcomes outcomes = audits().run();

    assertThat(outcomes.engineFailure())
        .get()
        .asString()
        .contains("tiny.csv and tiny.contributions.jsonl.gz were not recorded together");
  }

  @Test
  void aFigureThatWasChangedByHandIsRefused() throws IOException {
    record();
    String text = Files.readString(recorded());
    Files.writeString(
        recorded(), text.replaceFirst("(norm.mean_norm,.*),neither,[0-9.]+,", "$1,neither,99.5,"));

    assertThat(audits().run().engineFailure())
        .get()
        .asString()
        .contains("do not agree: norm.mean_norm is 99.5, but what the images contribute comes to");
  }
}

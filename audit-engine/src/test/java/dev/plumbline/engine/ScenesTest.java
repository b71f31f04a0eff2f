package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.api.report.RunNote;
import dev.plumbline.engine.fixtures.HeldAudits;
import dev.plumbline.engine.fixtures.ProbeAudits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult.Status;

/** What a run makes of the number of its scenes before anything is measured. */
@Tag("heavy")
class ScenesTest {

  private static final String LEAF = "positionIsReadable/%s/mid_block.resnets.0/50";
  private static final String ACCURACY = "probe.lda.accuracy_8";
  private static final String CHOSEN =
      "[audit] audit.folds is 5 in this run: a comparison takes 8 scenes, and of a single split 3"
          + " of 12 test the position probe, of folds all. The price: 12 more passes of the U-Net,"
          + " since each image passes once more. -Daudit.folds=1 keeps the single split.";

  @TempDir Path folder;

  private Audits audits(int latents) {
    return Audits.in(folder)
        .of(ProbeAudits.class)
        .with("audit.latents", NpyWriter.normal(folder.resolve("some.npy"), 3, latents, 4, 16, 16));
  }

  private Audits recording(int latents) {
    return audits(latents)
        .with("audit.baseline", "baselines")
        .with("audit.baseline.mode", "record");
  }

  private Audits checking(int latents) {
    return audits(latents).with("audit.baseline", "baselines");
  }

  private Path bounds(String... rows) throws IOException {
    return Files.writeString(
        folder.resolve("b.csv"),
        "audit,metric,layer,timestep,at_least,at_most,note\n" + String.join("\n", rows));
  }

  private static String folds(Outcomes outcomes) {
    return outcomes.notes().stream()
        .filter(note -> note.kind() == RunNote.Kind.ENVIRONMENT && note.name().equals("folds"))
        .map(RunNote::text)
        .findFirst()
        .orElseThrow();
  }

  private static RunNote warning(Outcomes outcomes, String about) {
    return outcomes.notes().stream()
        .filter(note -> note.kind() == RunNote.Kind.WARNING && note.name().equals(about))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aBaselineIsRecordedAndCheckedWithFoldsSoThatTheProbeIsDecided() {
    Outcomes recorded = recording(12).run();
    Outcomes checked = checking(12).run();

    assertThat(recorded.engineFailure()).isEmpty();
    assertThat(recorded.console().lines()).containsOnlyOnce(CHOSEN);
    assertThat(folds(recorded)).isEqualTo("5");
    assertThat(recorded.record(LEAF.formatted("tiny"), ACCURACY).scenes()).hasValue(12);
    assertThat(checked.engineFailure()).isEmpty();
    assertThat(checked.console().lines())
        .containsOnlyOnce(
            "[audit] audit.folds is 5, as tiny.csv was recorded: 12 more passes of the U-Net,"
                + " since each image passes once more.");
    assertThat(checked.record(LEAF.formatted("tiny"), ACCURACY).verdict())
        .isEqualTo(MetricVerdict.PASSED);
    assertThat(checked.statuses().values()).containsOnly(Status.SUCCESSFUL);
  }

  @Test
  void whoNamesFoldsGetsThem() {
    Outcomes recorded = recording(12).with("audit.folds", 1).run();
    Outcomes checked = checking(12).with("audit.folds", 2).run();

    assertThat(recorded.console()).doesNotContain("audit.folds is");
    assertThat(recorded.record(LEAF.formatted("tiny"), ACCURACY).scenes()).hasValue(3);
    assertThat(checked.engineFailure())
        .get()
        .asString()
        .contains("cannot be compared with the baseline tiny.csv: folds is 2 and was 1");
  }

  @Test
  void anOldBaselineWithoutFoldsIsStillComparedAndTheRunSaysWhatItCannotTell() {
    recording(12).of(HeldAudits.class).with("audit.folds", 1).run();

    Outcomes checked = checking(12).of(HeldAudits.class).run();
    Outcomes probeAlone = checking(12).run();

    assertThat(folds(checked)).isEqualTo("1");
    assertThat(checked.record("normsStay/tiny/mid_block.resnets.1/50", "norm.mean_norm").verdict())
        .isEqualTo(MetricVerdict.PASSED);
    assertThat(warning(checked, "baseline of tiny").text())
        .isEqualTo(
            "2 figures of tiny.csv came of fewer than the 8 scenes that a comparison takes, such as"
                + " probe.lda.accuracy_8 of ProbeAudits.positionIsReadable, conv_in, t=50 on 3:"
                + " nothing can be shown of them. Record it again, which lets all scenes test the"
                + " position probe");
    assertThat(probeAlone.leaves()).as("nothing is measured").isEmpty();
    assertThat(probeAlone.engineFailure())
        .get()
        .asString()
        .contains(
            "Nothing was measured: The figures of the baseline tiny.csv are of 3 scenes",
            "nothing can be shown to be worse on fewer than 8: record it again");
  }

  @Test
  void tooFewScenesAreRecordedWithAWarningAndRefusedWhenTheyAreChecked() {
    Outcomes recorded = recording(7).run();
    Outcomes checked = checking(7).run();

    assertThat(recorded.engineFailure()).isEmpty();
    assertThat(folds(recorded)).as("folds would not help").isEqualTo("1");
    assertThat(warning(recorded, "audit.baseline").text())
        .isEqualTo(
            "7 scenes are recorded, and at audit.error.rate=0.01 nothing can be held against fewer"
                + " than 8: such a run is refused. Give images of more scenes");
    assertThat(checked.leaves()).isEmpty();
    assertThat(checked.engineFailure()).get().asString().contains(" are of 2 scenes");
  }

  @Test
  void ofTwoSidesTheOneWithFewerScenesCounts() {
    Audits twelve = recording(12).only().of(HeldAudits.class);
    twelve.run();

    Outcomes fewerNow = checking(7).only().of(HeldAudits.class).run();
    recording(7).only().of(HeldAudits.class).run();
    Outcomes fewerThen = checking(12).only().of(HeldAudits.class).run();

    assertThat(fewerNow.engineFailure()).get().asString().contains("This run has 7 scenes (");
    assertThat(fewerThen.engineFailure())
        .get()
        .asString()
        .contains("The figures of the baseline tiny.csv are of 7 scenes (");
  }

  @Test
  void whatTheUsersOwnNumbersDecideTakesNoScenes() throws IOException {
    recording(12).run();

    Outcomes outcomes =
        checking(7).with("audit.bounds", bounds("*,probe.**,*,*,,1,an absolute one")).run();

    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(outcomes.statuses().values()).containsOnly(Status.SUCCESSFUL);
  }

  @Test
  void countsAndMaximaAreComparedOnFewScenes() throws IOException {
    Outcomes outcomes =
        audits(2)
            .only()
            .of(HeldAudits.class)
            .with("audit.checkpoint", "base=" + Audits.TINY + ",tiny=" + Audits.TINY)
            .with("audit.bounds", bounds("*,norm.max_*,*,*,,base,", "*,norm.recurrence,*,*,,base,"))
            .run();

    assertThat(
            outcomes.record("normsStay/tiny/mid_block.resnets.1/50", "norm.recurrence").verdict())
        .isEqualTo(MetricVerdict.PASSED);
  }

  @Test
  void relativeBoundsOfTheProbeHaveFoldsAndThoseOfOthersHaveNot() throws IOException {
    Audits audits =
        audits(12)
            .of(HeldAudits.class)
            .with("audit.checkpoint", "base=" + Audits.TINY + ",tiny=" + Audits.TINY)
            .with("audit.dry-run", true);

    Outcomes probe = audits.with("audit.bounds", bounds("*,probe.**,*,*,,base + 0.1,")).run();
    Outcomes norms =
        audits.with("audit.bounds", bounds("*,norm.*,*,*,,base,", "*,probe.**,*,*,,1,")).run();

    assertThat(folds(probe)).isEqualTo("5");
    assertThat(probe.console())
        .contains("The price: 24 more passes of the U-Net")
        .contains("two full passes (5 folds)");
    assertThat(folds(norms)).isEqualTo("1");
    assertThat(norms.console()).doesNotContain("audit.folds is");
  }

  @Test
  void theSoftmaxProbeIsTrainedForEachFoldWhichIsSaid() {
    Outcomes outcomes =
        recording(12).with("audit.probe", "softmax").with("audit.dry-run", true).run();

    assertThat(folds(outcomes)).isEqualTo("5");
    assertThat(outcomes.console())
        .contains(
            "since each image passes once more, and the probe is trained 5 times, by each timestep"
                + " and layer. -Daudit.folds=1 keeps");
  }

  @Test
  void whatDoesNotGoWithFoldsIsSaid() throws IOException {
    Outcomes tail = recording(12).with("audit.split", "tail").with("audit.dry-run", true).run();
    Outcomes early =
        audits(12)
            .with("audit.checkpoint", "base=" + Audits.TINY + ",tiny=" + Audits.TINY)
            .with("audit.bounds", bounds("*,probe.**,*,*,,base + 0.1,"))
            .with("audit.early", true)
            .with("audit.dry-run", true)
            .run();

    assertThat(folds(tail)).isEqualTo("1");
    assertThat(warning(tail, "audit.folds").text())
        .startsWith("a comparison takes 8 scenes, and of a single split 3 of 12 test")
        .endsWith(
            "do not go with audit.split=tail, which names the images that test it: leave it"
                + " out, or give -Daudit.folds=5");
    assertThat(folds(early)).isEqualTo("1");
    assertThat(warning(early, "audit.folds").text())
        .endsWith("do not go with audit.early=true: leave it out");
  }

  @Test
  void aSplitWithEnoughTestScenesNeedsNoFoldsAndNeitherDoesARunThatComparesNothing() {
    Outcomes many = recording(40).with("audit.dry-run", true).run();
    Outcomes plain = audits(12).with("audit.dry-run", true).run();
    Outcomes norms = recording(12).only().of(HeldAudits.class).with("audit.dry-run", true).run();

    for (Outcomes outcomes : new Outcomes[] {many, plain, norms}) {
      assertThat(folds(outcomes)).isEqualTo("1");
      assertThat(outcomes.console()).doesNotContain("audit.folds");
    }
  }
}

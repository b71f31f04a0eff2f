package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.plumbline.api.Gate;
import dev.plumbline.api.TokenNorms;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.engine.checkpoint.model.ModelHash;
import dev.plumbline.engine.fixtures.NeverHealthyAudits;
import dev.plumbline.engine.fixtures.SetOnTinyAudits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Bounds that were set on one checkpoint, and what they say of others: nothing. */
@Tag("heavy")
class NothingToCompareTest {

  private static final String HEADER =
      "audit,metric,layer,timestep,checkpoint,at_least,at_most,note\n";
  private static final String WHERE = "/mid_block.resnets.1/50";

  @TempDir Path folder;

  private Audits audits(String checkpoints) {
    return Audits.in(folder).of(SetOnTinyAudits.class).with("audit.checkpoint", checkpoints);
  }

  private Audits measured(String checkpoints) throws NoSuchMethodException {
    return audits(checkpoints)
        .only(
            selectMethod(
                SetOnTinyAudits.class,
                SetOnTinyAudits.class.getDeclaredMethod("measured", TokenNorms.class, Gate.class)));
  }

  private static String leaf(String audit, String checkpoint) {
    return audit + "/" + checkpoint + WHERE;
  }

  private Path bounds(String... rows) throws IOException {
    return Files.writeString(folder.resolve("b.csv"), HEADER + String.join("\n", rows) + "\n");
  }

  /** The tiny U-Net with the lowest bit of one byte of one weight changed. */
  private Path changed() throws IOException {
    return changed(folder.resolve("changed.onnx"), 1);
  }

  private static Path changed(Path copy, int bits) throws IOException {
    byte[] weights =
        GraphEdits.read(Audits.TINY).getGraph().getInitializerList().stream()
            .filter(tensor -> tensor.getName().endsWith(RecordedBaseline.SCALED))
            .findFirst()
            .orElseThrow()
            .getRawData()
            .toByteArray();
    byte[] bytes = Files.readAllBytes(Audits.TINY);
    int at = 0;
    while (!Arrays.equals(bytes, at, at + weights.length, weights, 0, weights.length)) {
      at++;
    }
    bytes[at] ^= (byte) bits;
    return Files.write(copy, bytes);
  }

  private static String hash(Path onnx) {
    return "sha256:" + ModelHash.sha256(onnx).substring(0, 20);
  }

  private static void assertOnlyRecorded(Outcomes outcomes, String checkpoint) {
    String leaf = leaf("measured", checkpoint);
    assertThat(outcomes.statuses())
        .containsEntry(leaf, Status.ABORTED)
        .containsEntry(leaf("mixed", checkpoint), Status.SUCCESSFUL)
        .containsEntry(leaf("finite", checkpoint), Status.SUCCESSFUL);
    assertThat(outcomes.incomparable())
        .containsEntry(leaf, List.of("norm.mean_norm"))
        .doesNotContainKey(leaf("mixed", checkpoint));
    assertThat(outcomes.inPart())
        .as("what had nothing to compare with is told of a leaf that passed, too")
        .containsEntry(leaf("mixed", checkpoint), List.of("norm.max_z"));
    MetricRecord record = outcomes.record(leaf, "norm.mean_norm");
    assertThat(record.verdict()).isEqualTo(MetricVerdict.RECORDED);
    assertThat(record.value()).isPresent();
    assertThat(record.atLeast()).isEmpty();
  }

  @Test
  void theyHoldForTheCheckpointWhateverItIsCalledAndWhereverItIs() throws IOException {
    Path elsewhere = Files.createDirectories(folder.resolve("other")).resolve("renamed.onnx");
    Files.copy(Audits.TINY, elsewhere);

    Outcomes outcomes = audits("other=" + elsewhere).run();

    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(outcomes.statuses().values()).hasSize(3).containsOnly(Status.SUCCESSFUL);
    assertThat(outcomes.incomparable()).isEmpty();
    MetricRecord record = outcomes.record(leaf("measured", "other"), "norm.mean_norm");
    assertThat(record.verdict()).isEqualTo(MetricVerdict.PASSED);
    assertThat(record.atLeast()).hasValue(0);
    assertThat(outcomes.record(leaf("mixed", "other"), "norm.max_z").verdict())
        .as("its row was set on yet another")
        .isEqualTo(MetricVerdict.RECORDED);
  }

  @Test
  void aByteOfTheWeightsMakesItAnotherCheckpoint() throws IOException {
    Path changed = changed();

    Outcomes outcomes = audits("tiny=" + changed).with("audit.decided.share", 1).run();

    assertOnlyRecorded(outcomes, "tiny");
    assertThat(outcomes.engineFailure())
        .as("what needs no comparison was decided, and more images would decide no more")
        .isEmpty();
    assertThat(outcomes.thrown(leaf("measured", "tiny")))
        .hasMessage(
            "tiny, mid_block.resnets[1], t=50: nothing to compare with: norm.mean_norm is only"
                + " recorded, since the bounds that come with SetOnTinyAudits.measured were set on"
                + " another checkpoint and hold for it alone; this one is %s. Record a baseline of"
                + " the checkpoint that it is to be held against, with -Daudit.checkpoint=tiny=PATH"
                + " -Daudit.baseline=FOLDER -Daudit.baseline.mode=record, and give"
                + " -Daudit.baseline=FOLDER from then on; or give bounds of your own with"
                + " -Daudit.bounds=FILE.",
            "sha256:" + ModelHash.sha256(changed).substring(0, 12));
  }

  @Test
  void ofTwoCheckpointsEachHasItsOwn() throws IOException {
    Outcomes outcomes =
        audits("changed=" + changed() + ",tiny=" + Audits.TINY)
            .with("audit.decided.share", 1)
            .run();

    assertOnlyRecorded(outcomes, "changed");
    assertThat(outcomes.record(leaf("measured", "tiny"), "norm.mean_norm").verdict())
        .isEqualTo(MetricVerdict.PASSED);
    assertThat(outcomes.engineFailure()).isEmpty();
  }

  @Test
  void aRunThatHoldsNothingIsRedAndSaysWhatToDo() throws Exception {
    Outcomes outcomes = measured("tiny=" + changed()).run();

    assertThat(outcomes.statuses()).hasSize(1).containsValue(Status.ABORTED);
    assertThat(outcomes.engineFailure().orElseThrow())
        .hasMessageStartingWith(
            "Nothing of tiny was held against anything, so nothing is known of it: 1 leaves, the"
                + " first tiny, mid_block.resnets[1], t=50: nothing to compare with: ")
        .hasMessageContaining("-Daudit.baseline.mode=record");
  }

  @Test
  void aCheckpointOfWhichNothingIsHeldDoesNotHideBehindAnother() throws Exception {
    Outcomes outcomes = measured("tiny=" + Audits.TINY + ",changed=" + changed()).run();

    assertThat(outcomes.statuses())
        .containsEntry(leaf("measured", "tiny"), Status.SUCCESSFUL)
        .containsEntry(leaf("measured", "changed"), Status.ABORTED);
    assertThat(outcomes.engineFailure().orElseThrow())
        .hasMessageStartingWith("Nothing of changed was held against anything");
  }

  @Test
  void aUsersRowHoldsForBothAndOneForAHashForThatOneAlone() throws IOException {
    Path changed = changed();
    Path bounds =
        bounds(
            "SetOnTinyAudits.measured,norm.mean_norm,**,*,,,1000000,for any",
            "SetOnTinyAudits.measured,norm.mean_norm,**,*," + hash(changed) + ",,0.001,for one");

    Outcomes outcomes =
        audits("changed=" + changed + ",tiny=" + Audits.TINY).with("audit.bounds", bounds).run();

    assertThat(outcomes.statuses())
        .containsEntry(leaf("measured", "changed"), Status.FAILED)
        .containsEntry(leaf("measured", "tiny"), Status.SUCCESSFUL);
    assertThat(outcomes.thrown(leaf("measured", "changed")))
        .hasMessageContaining("bound: b.csv:3 (for one)");
    MetricRecord ofTiny = outcomes.record(leaf("measured", "tiny"), "norm.mean_norm");
    assertThat(ofTiny.atMost()).hasValue(1000000);
    assertThat(ofTiny.atLeast()).as("the audit's own row is replaced").isEmpty();
    assertThat(RecordedBaseline.results(outcomes)).noneMatch(text -> text.contains("b.csv"));
  }

  @Test
  void aRowForACheckpointThatIsNotThereIsCountedAndNamedAndIsNoError() throws IOException {
    Path bounds =
        bounds(
            "*,norm.mean_norm,**,*,,,1000000,for any",
            "*,norm.mean_norm,no.such.layer,5000,sha256:0123456789ab,,0.001,another's");

    Outcomes outcomes = audits("tiny=" + Audits.TINY).with("audit.bounds", bounds).run();

    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(outcomes.statuses().values()).containsOnly(Status.SUCCESSFUL);
    assertThat(RecordedBaseline.results(outcomes))
        .contains(
            "1 row of b.csv is of nothing that this run judged, being narrowed to some audits,"
                + " layers, timesteps or parameters",
            "no checkpoint of this run has the hash that 1 row is for: b.csv:3"
                + " (sha256:0123456789ab)");
  }

  @Test
  void aRowForACheckpointThatIsThereHasToMatchSomething() throws IOException {
    Path bounds = bounds("*,norm.mean_norm,no.such.layer,*," + hash(Audits.TINY) + ",,1,");

    Outcomes outcomes = audits("tiny=" + Audits.TINY).with("audit.bounds", bounds).run();

    assertThat(outcomes.engineFailure().orElseThrow())
        .hasMessageContaining("b.csv:2: no checkpoint of this run has a layer 'no.such.layer'");
  }

  @Test
  void whatIsNoHashIsRefusedBeforeAnythingIsMeasured() throws IOException {
    Path bounds = bounds("*,norm.mean_norm,**,*,tiny,,1,");

    Outcomes outcomes = audits("tiny=" + Audits.TINY).with("audit.bounds", bounds).run();

    assertThat(outcomes.leaves()).isEmpty();
    assertThat(outcomes.engineFailure().orElseThrow())
        .hasMessageContaining(
            "b.csv:2: checkpoint 'tiny' is none: leave the cell empty, or write *");
  }

  @Test
  void weightsInAFileBesideTheGraphBelongToTheHash() throws IOException {
    Path original = Audits.resource("/variants/external-data/model.onnx");
    Path copy = Files.createDirectories(folder.resolve("copy")).resolve("model.onnx");
    Files.copy(original, copy);
    byte[] weights = Files.readAllBytes(original.resolveSibling("model.onnx_data"));
    weights[weights.length - 4] ^= 1;
    Files.write(copy.resolveSibling("model.onnx_data"), weights);
    Path bounds = bounds("*,norm.mean_norm,**,*," + hash(original) + ",,1000000,");

    Outcomes outcomes =
        audits("original=" + original + ",copy=" + copy).with("audit.bounds", bounds).run();

    assertOnlyRecorded(outcomes, "copy");
    assertThat(outcomes.record(leaf("measured", "original"), "norm.mean_norm").atMost())
        .hasValue(1000000);
    assertThat(outcomes.engineFailure()).isEmpty();
  }

  @Test
  void whereNoVerdictCanBeGivenEarlyAllImagesAreMeasured() throws IOException {
    Outcomes outcomes =
        audits("tiny=" + changed())
            .with("audit.early", true)
            .with("audit.explorer", "off")
            .with("audit.latents", NpyWriter.normal(folder.resolve("some.npy"), 3, 12, 4, 16, 16))
            .run();

    assertOnlyRecorded(outcomes, "tiny");
    assertThat(outcomes.record(leaf("measured", "tiny"), "norm.mean_norm").imagesDecided())
        .hasValue(12);
  }

  /** The control is made of the files that the rows were set on, and is another checkpoint. */
  @Test
  void nothingIsAskedOfAControl() {
    Outcomes outcomes = audits("tiny=" + Audits.TINY).with("audit.control", "random").run();

    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(outcomes.statuses().values()).hasSize(6).containsOnly(Status.SUCCESSFUL);
    assertThat(outcomes.incomparable()).isEmpty();
    assertThat(outcomes.record(leaf("measured", "tiny~random"), "norm.mean_norm").atLeast())
        .isEmpty();
    assertThat(outcomes.record(leaf("measured", "tiny"), "norm.mean_norm").atLeast()).hasValue(0);
  }

  /** The checkpoint that others are held against need not be held against anything itself. */
  @Test
  void aParentNeedsNothingToBeComparedWith() throws Exception {
    Path bounds = bounds("SetOnTinyAudits.measured,norm.mean_norm,**,*,,,base * 2,");
    Path base = changed();
    Path candidate = changed(folder.resolve("again.onnx"), 2);

    Outcomes outcomes =
        measured("base=" + base + ",candidate=" + candidate)
            .with("audit.bounds", bounds)
            .with("audit.latents", NpyWriter.normal(folder.resolve("some.npy"), 3, 12, 4, 16, 16))
            .run();

    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(outcomes.statuses().values()).hasSize(2).containsOnly(Status.SUCCESSFUL);
  }

  private Audits withBaseline(Class<?> type, Path checkpoint) {
    return audits("tiny=" + checkpoint)
        .only(selectClass(type))
        .with("audit.latents", NpyWriter.normal(folder.resolve("some.npy"), 3, 12, 4, 16, 16))
        .with("audit.baseline", "baselines");
  }

  @Test
  void aBaselineTakesTheirPlace() throws IOException {
    Path changed = changed();
    withBaseline(SetOnTinyAudits.class, changed).with("audit.baseline.mode", "record").run();

    Outcomes same = withBaseline(SetOnTinyAudits.class, changed).run();
    Outcomes ofTiny = withBaseline(SetOnTinyAudits.class, Audits.TINY).run();

    for (Outcomes outcomes : List.of(same, ofTiny)) {
      assertThat(outcomes.engineFailure()).isEmpty();
      assertThat(outcomes.incomparable()).isEmpty();
      assertThat(outcomes.statuses().values()).containsOnly(Status.SUCCESSFUL);
      MetricRecord record = outcomes.record(leaf("measured", "tiny"), "norm.mean_norm");
      assertThat(record.baseline()).isPresent();
      assertThat(record.atLeast().orElse(1)).as("not the row's").isNotEqualTo(0);
      MetricRecord finite = outcomes.record(leaf("finite", "tiny"), "finite.non_finite");
      assertThat(finite.baseline()).isPresent();
      assertThat(finite.atMost()).hasValue(0);
      assertThat(
              outcomes.record(leaf("mixed", "tiny"), "norm.max_relative_norm").atMost().orElse(0))
          .as("the baseline's limit is the tighter one")
          .isPositive()
          .isLessThan(1000);
    }
  }

  @Test
  void whatIsBadOnBothSidesIsBad() {
    Outcomes recorded =
        withBaseline(NeverHealthyAudits.class, Audits.TINY)
            .with("audit.baseline.mode", "record")
            .run();
    assertThat(recorded.statuses().values()).containsOnly(Status.SUCCESSFUL);

    Outcomes outcomes = withBaseline(NeverHealthyAudits.class, Audits.TINY).run();

    assertThat(outcomes.statuses())
        .containsEntry(leaf("healthy", "tiny"), Status.FAILED)
        .containsEntry(leaf("alive", "tiny"), Status.SUCCESSFUL);
    assertThat(outcomes.thrown(leaf("healthy", "tiny")))
        .hasMessageContaining("expected at most 0.001")
        .hasMessageContaining("never-healthy-bounds.csv:2 (holds for any checkpoint)");
    MetricRecord record = outcomes.record(leaf("healthy", "tiny"), "norm.max_relative_norm");
    assertThat(record.verdict()).isEqualTo(MetricVerdict.FAILED);
    assertThat(record.atMost()).as("the tightest").hasValue(0.001);
    assertThat(record.baseline()).isPresent();
  }
}

package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.api.report.RunNote;
import dev.plumbline.engine.fixtures.FaithfulAudits;
import dev.plumbline.engine.fixtures.NormAudits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Runs in which checkpoints have to be faithful to a recorded baseline or to their parent. */
@Tag("heavy")
class FidelityTest {

  private static final String CHANGED = "mid_block.resnets.0";

  @TempDir Path folder;
  private Path latents;

  @BeforeEach
  void latents() {
    latents = NpyWriter.normal(folder.resolve("five.npy"), 3, 5, 4, 16, 16);
  }

  private Audits audits(Path checkpoint) {
    return Audits.in(folder)
        .of(FaithfulAudits.class)
        .with("audit.checkpoint", "tiny=" + checkpoint)
        .with("audit.latents", latents)
        .with("audit.baseline", "baselines");
  }

  private Outcomes record() {
    Outcomes outcomes = audits(Audits.TINY).with("audit.baseline.mode", "record").run();
    assertThat(outcomes.engineFailure()).isEmpty();
    return outcomes;
  }

  private static String leaf(String audit, String layer) {
    return audit + "/tiny/" + layer + "/50";
  }

  private static double change(Outcomes outcomes, String layer) {
    return outcomes
        .record(leaf("revised", layer), "fidelity.relative_change")
        .value()
        .orElseThrow();
  }

  private static List<String> said(Outcomes outcomes) {
    return outcomes.notes().stream()
        .filter(note -> note.kind() == RunNote.Kind.RESULT && note.name().startsWith("fidelity"))
        .map(RunNote::text)
        .toList();
  }

  private Path changed(float by) {
    ModelProto.Builder model = GraphEdits.read(Audits.TINY);
    GraphEdits.scale(model, CHANGED + ".conv2.weight", by);
    return GraphEdits.write(model, folder.resolve("changed.onnx"));
  }

  private Path sketches() {
    return folder.resolve("baselines/tiny.sketches.jsonl.gz");
  }

  @Test
  void recordingKeepsSketchesAndAsksNothing() {
    Outcomes outcomes = record();

    assertThat(outcomes.statuses().values()).hasSize(3).containsOnly(Status.SUCCESSFUL);
    assertThat(sketches()).exists();
    assertThat(said(outcomes)).isEmpty();
  }

  @Test
  void theSameCheckpointIsIdenticalToItsBaseline() {
    record();

    Outcomes outcomes = audits(Audits.TINY).run();

    assertThat(outcomes.engineFailure()).isEmpty();
    assertThat(outcomes.statuses().values()).hasSize(3).containsOnly(Status.SUCCESSFUL);
    assertThat(change(outcomes, CHANGED)).isZero();
    assertThat(outcomes.record(leaf("revised", CHANGED), "fidelity.relative_change").verdict())
        .isEqualTo(MetricVerdict.PASSED);
    assertThat(said(outcomes))
        .containsExactly(
            "identical to the baseline tiny.csv: the sketches of all 3 layers are the same");
  }

  @Test
  void aChangedLayerIsRedAndNamedAsTheFirstThatMoved() {
    record();

    Outcomes outcomes = audits(changed(-1)).run();

    assertThat(change(outcomes, "conv_in")).isZero();
    assertThat(change(outcomes, CHANGED)).isGreaterThan(0.05);
    assertThat(outcomes.statuses())
        .containsEntry(leaf("revised", "conv_in"), Status.SUCCESSFUL)
        .containsEntry(leaf("revised", CHANGED), Status.FAILED);
    assertThat(said(outcomes))
        .hasSize(1)
        .allMatch(
            text ->
                text.startsWith(
                    "moved from the baseline tiny.csv, first at mid_block.resnets[0],"));
  }

  @Test
  void halfPrecisionIsTheSameButForRounding() {
    record();

    Outcomes outcomes = audits(Audits.resource("/variants/float16/model.onnx")).run();

    assertThat(outcomes.statuses().values()).containsOnly(Status.SUCCESSFUL);
    assertThat(said(outcomes))
        .hasSize(1)
        .allMatch(
            text ->
                text.startsWith("the same as the baseline tiny.csv but for rounding: no layer"));
  }

  /** Who asks for it has to get it, or hear that it cannot be had. */
  @Test
  void whatWasAskedForIsNotLeftOut() {
    record();

    Outcomes seed =
        audits(Audits.TINY).with("audit.seed", 7).with("audit.fidelity", "export").run();
    Outcomes fewer =
        audits(changed(-1))
            .with("audit.fidelity", "export")
            .with("audit.latents", NpyWriter.normal(folder.resolve("six.npy"), 4, 6, 4, 16, 16))
            .run();

    assertThat(seed.engineFailure())
        .get()
        .asString()
        .contains(
            "Nothing was measured: audit.fidelity is given, and how far the layers of tiny moved"
                + " cannot be told: the baseline tiny.csv saw other inputs: seed is 7 and was 42");
    assertThat(fewer.engineFailure())
        .get()
        .asString()
        .contains("how far the layers of tiny moved cannot be told: the baseline tiny.csv saw");
  }

  /** A layer that is gone has no leaf that could fail. */
  @Test
  void aLayerThatOnlyTheReferenceHasMakesTheRunRed() throws IOException {
    record();
    Path renamed = folder.resolve("renamed.onnx");
    byte[] bytes = Files.readAllBytes(Audits.TINY);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    Files.write(
        renamed,
        text.replace("down_blocks.1", "down_blocks.7").getBytes(StandardCharsets.ISO_8859_1));

    Outcomes againstParent =
        audits(renamed)
            .with("audit.checkpoint", "tiny=" + renamed + ",base=" + Audits.TINY)
            .with("audit.parent", "base")
            .with("audit.baseline.mode", "off")
            .run();
    Outcomes selected =
        audits(renamed)
            .with("audit.checkpoint", "tiny=" + renamed + ",base=" + Audits.TINY)
            .with("audit.parent", "base")
            .with("audit.layers", "conv_in")
            .with("audit.baseline.mode", "off")
            .run();

    assertThat(againstParent.engineFailure())
        .get()
        .asString()
        .contains("tiny FAILED: ", " of base are gone: down_blocks[1].");
    assertThat(selected.engineFailure()).isEmpty();
  }

  /** On other images nothing tells how far a layer moved, and that is no verdict. */
  @Test
  void otherInputsAreNothingToCompareWith() {
    record();

    Outcomes outcomes = audits(Audits.TINY).with("audit.seed", 7).of(NormAudits.class).run();

    assertThat(outcomes.statuses()).containsEntry(leaf("revised", CHANGED), Status.ABORTED);
    assertThat(outcomes.thrown(leaf("revised", CHANGED)))
        .hasMessage(
            "tiny, mid_block.resnets[0], t=50: nothing to compare with: the baseline tiny.csv saw"
                + " other inputs, and how far a layer moved can be told only on the same ones: seed"
                + " is 7 and was 42");
    assertThat(said(outcomes)).isEmpty();
  }

  @Test
  void aBaselineWithoutSketchesIsReadAndSaysWhatToDo() {
    latents = NpyWriter.normal(folder.resolve("nine.npy"), 3, 9, 4, 16, 16);
    audits(Audits.TINY)
        .of(NormAudits.class)
        .with("audit.baseline.mode", "record")
        .with("audit.fidelity", "off")
        .run();
    assertThat(sketches()).doesNotExist();

    Outcomes outcomes = audits(Audits.TINY).of(NormAudits.class).run();

    assertThat(outcomes.thrown(leaf("revised", CHANGED)))
        .hasMessageContaining(
            "nothing to compare with: the baseline tiny.csv was recorded without sketches; record"
                + " it again");
    assertThat(outcomes.statuses())
        .containsEntry("tokensHaveNorms/tiny/mid_block.resnets.0/50", Status.SUCCESSFUL);
  }

  /** A parent of the run goes before a baseline. */
  @Test
  void theParentIsWhatIsNamed() {
    record();

    Outcomes outcomes =
        audits(changed(2))
            .with(
                "audit.checkpoint", "tiny=" + folder.resolve("changed.onnx") + ",p=" + Audits.TINY)
            .with("audit.baseline.mode", "off")
            .with("audit.parent", "p")
            .run();

    assertThat(said(outcomes)).hasSize(1).allMatch(text -> text.startsWith("moved from p, first"));
    assertThat(outcomes.statuses())
        .containsEntry("revised/p/" + CHANGED + "/50", Status.SUCCESSFUL)
        .containsEntry(leaf("revised", CHANGED), Status.FAILED);
  }

  @Test
  void itIsAskedOnlyAsFarAsTheRunSays() {
    record();

    assertThat(audits(Audits.TINY).with("audit.fidelity", "export").run().statuses())
        .containsOnlyKeys(
            leaf("exported", "conv_in"), leaf("exported", CHANGED), leaf("exported", "conv_out"));
    assertThat(audits(Audits.TINY).with("audit.fidelity", "off").run().statuses()).isEmpty();
    assertThat(audits(Audits.TINY).without("audit.baseline").run().statuses()).isEmpty();
    assertThat(
            audits(Audits.TINY)
                .of(NormAudits.class)
                .without("audit.baseline")
                .with("audit.fidelity", "export")
                .run()
                .engineFailure())
        .get()
        .asString()
        .contains(
            "audit.fidelity=export: say what checkpoints have to be faithful to, with"
                + " -Daudit.parent=<name of a checkpoint of the run> or -Daudit.baseline=<folder>");
  }

  @Test
  void sketchesOfAnotherRunAreRefusedBeforeMeasuring() throws IOException {
    record();
    byte[] first = Files.readAllBytes(sketches());
    audits(Audits.TINY).with("audit.baseline.mode", "record").with("audit.seed", 7).run();
    Files.write(sketches(), first);

    assertThat(audits(Audits.TINY).run().engineFailure())
        .get()
        .asString()
        .contains("Nothing was measured")
        .contains("tiny.csv and tiny.sketches.jsonl.gz were not recorded together");
    Files.delete(sketches());
    assertThat(audits(Audits.TINY).run().engineFailure())
        .get()
        .asString()
        .contains("which belongs to the baseline tiny.csv, cannot be read");
  }
}

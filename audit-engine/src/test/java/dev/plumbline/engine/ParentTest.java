package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.engine.fixtures.SketchAudits;
import dev.plumbline.engine.fixtures.Spied;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Runs in which checkpoints are held against the one that they were made of. */
@Tag("heavy")
class ParentTest {

  private static final String CHANGED = "mid_block.resnets.0";
  private static final List<String> LAYERS = List.of("conv_in", CHANGED, "conv_out");

  @TempDir Path folder;

  private Audits audits(Path child) {
    return Audits.in(folder)
        .of(SketchAudits.class)
        .with("audit.checkpoint", "child=" + child + ",parent=" + Audits.TINY)
        .with("audit.parent", "parent")
        .with("audit.latents", NpyWriter.normal(folder.resolve("five.npy"), 3, 5, 4, 16, 16))
        .with("audit.batch", 2);
  }

  private static String leaf(String checkpoint, String layer) {
    return "layersStayWhereTheyWere/" + checkpoint + "/" + layer + "/50";
  }

  private static double change(Outcomes outcomes, String layer) {
    return fidelity(outcomes, "child", layer, "relative_change").value().orElseThrow();
  }

  private static MetricRecord fidelity(
      Outcomes outcomes, String checkpoint, String layer, String metric) {
    return outcomes.record(leaf(checkpoint, layer), "fidelity." + metric);
  }

  private Path changed() {
    ModelProto.Builder model = GraphEdits.read(Audits.TINY);
    GraphEdits.scale(model, CHANGED + ".conv2.weight", 2);
    return GraphEdits.write(model, folder.resolve("changed.onnx"));
  }

  @Test
  void theSameNetworkHasNotMovedAtAll() {
    Outcomes outcomes = audits(Audits.TINY).run();

    for (String layer : LAYERS) {
      assertThat(change(outcomes, layer)).as(layer).isZero();
      assertThat(fidelity(outcomes, "child", layer, "lost_images").value()).hasValue(0);
      assertThat(fidelity(outcomes, "child", layer, "squared_change").n()).isEqualTo(5);
      assertThat(fidelity(outcomes, "parent", layer, "mean_square").value()).isPresent();
      assertThat(outcomes.records().get(leaf("parent", layer)))
          .extracting(MetricRecord::metric)
          .containsExactlyInAnyOrder("fidelity.mean_square", "spied.images");
    }
    assertThat(outcomes.statuses().values()).hasSize(6).containsOnly(Status.SUCCESSFUL);
  }

  @Test
  void aChangedWeightIsSeenFromItsLayerOn() {
    Outcomes outcomes = audits(changed()).run();

    assertThat(change(outcomes, "conv_in")).isZero();
    assertThat(change(outcomes, CHANGED)).isGreaterThan(0.05);
    assertThat(change(outcomes, "conv_out")).isPositive();
    assertThat(outcomes.statuses())
        .containsEntry(leaf("child", "conv_in"), Status.SUCCESSFUL)
        .containsEntry(leaf("child", CHANGED), Status.FAILED)
        .containsEntry(leaf("parent", CHANGED), Status.SUCCESSFUL);
    assertThat(outcomes.thrown(leaf("child", CHANGED)))
        .hasMessageContaining("fidelity.relative_change is ")
        .hasMessageContaining("expected at most 0.01");
  }

  @Test
  void halfPrecisionIsTheSameButForRounding() {
    Outcomes outcomes = audits(Audits.resource("/variants/float16/model.onnx")).run();

    for (String layer : LAYERS) {
      assertThat(change(outcomes, layer)).as(layer).isBetween(1e-6, 0.005);
    }
  }

  /** Batches of such a graph are filled up with images whose signs are needed too. */
  @Test
  void aGraphOfOneBatchSizeHasNotMoved() {
    ModelProto.Builder model = GraphEdits.read(Audits.TINY);
    GraphEdits.fixBatch(model, 3);

    Outcomes outcomes = audits(GraphEdits.write(model, folder.resolve("fixed.onnx"))).run();

    for (String layer : LAYERS) {
      assertThat(change(outcomes, layer)).as(layer).isLessThan(1e-5);
    }
  }

  @Test
  void theParentIsMeasuredEvenWhereOnlyTheOtherIsSelected() {
    String leaf = audits(changed()).run().ids().get(leaf("child", CHANGED));
    Spied.LAYERS.clear();

    Outcomes outcomes = audits(changed()).only(selectUniqueId(leaf)).run();

    assertThat(outcomes.statuses()).hasSize(1);
    assertThat(change(outcomes, CHANGED)).isGreaterThan(0.05);
    assertThat(Spied.LAYERS).as("measured of the checkpoint, and not of its parent").hasSize(1);
  }

  @Test
  void aParentThatCannotBeReadIsTheReasonWhyThereIsNoFigure() {
    Outcomes outcomes =
        audits(Audits.TINY)
            .with(
                "audit.checkpoint",
                "child=" + Audits.TINY + ",parent=" + folder.resolve("missing.onnx"))
            .run();

    MetricRecord change = fidelity(outcomes, "child", CHANGED, "relative_change");
    assertThat(change.verdict()).isEqualTo(MetricVerdict.NOT_APPLICABLE);
  }

  @Test
  void aParentThatIsNoCheckpointOfTheRunIsRefused() {
    Outcomes outcomes = audits(Audits.TINY).with("audit.parent", "patent").run();

    assertThat(outcomes.engineFailure().orElseThrow())
        .hasMessageContaining("audit.parent=patent: the run's checkpoints are [child, parent]");
    Outcomes alone = audits(Audits.TINY).with("audit.checkpoint", "parent=" + Audits.TINY).run();
    assertThat(alone.engineFailure().orElseThrow())
        .hasMessageContaining("the run's checkpoints are [parent]. Name one of several");
  }
}

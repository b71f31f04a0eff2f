package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.MetricVerdict;
import dev.plumbline.engine.fixtures.ContrastAudits;
import dev.plumbline.engine.fixtures.ProbeAudits;
import dev.plumbline.engine.fixtures.Spied;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Runs beside controls of random weights. */
class ControlTest {

  private static final String LEAF = "positionIsReadable/%s/mid_block.resnets.0/50";

  @TempDir Path folder;

  private Audits audits(String checkpoints) throws IOException {
    return Audits.in(folder)
        .of(ProbeAudits.class)
        .with("audit.checkpoint", checkpoints)
        .with("audit.control", "random")
        .with("audit.spill.dir", "spill")
        .with("audit.latents", NpyWriter.normal(folder.resolve("some.npy"), 3, 10, 4, 16, 16))
        .with("audit.bounds", bounds("**,probe.lda.accuracy_8,**,*,,1,"));
  }

  private Path bounds(String... rows) throws IOException {
    return Files.writeString(
        folder.resolve("b.csv"),
        "audit,metric,layer,timestep,at_least,at_most,note\n" + String.join("\n", rows));
  }

  private static MetricRecord probe(Outcomes outcomes, String checkpoint, String metric) {
    return outcomes.record(LEAF.formatted(checkpoint), "probe.lda." + metric);
  }

  @Test
  void theControlIsACheckpointOfTheRunOfWhichNothingIsAsked() throws IOException {
    Outcomes outcomes =
        audits("tiny=" + Audits.TINY)
            .with("audit.bounds", bounds("**,probe.lda.accuracy_8,**,*,1,,never so"))
            .run();

    assertThat(outcomes.statuses())
        .containsEntry(LEAF.formatted("tiny"), Status.FAILED)
        .containsEntry(LEAF.formatted("tiny~random"), Status.SUCCESSFUL)
        .hasSize(4);
    assertThat(probe(outcomes, "tiny", "accuracy_8").verdict()).isEqualTo(MetricVerdict.FAILED);
    assertThat(probe(outcomes, "tiny~random", "accuracy_8").verdict())
        .isEqualTo(MetricVerdict.RECORDED);
    assertThat(outcomes.ids().get(LEAF.formatted("tiny~random")))
        .contains("[checkpoint:tiny~random]");
    assertThat(outcomes.console()).contains("redrawing the weights of tiny: ");
    assertThat(outcomes.notes())
        .anyMatch(
            note ->
                note.name().equals("checkpoint tiny~random")
                    && note.text().equals("random weights in place of " + Audits.TINY));
    try (Stream<Path> left = Files.list(folder.resolve("spill"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void selectivityIsWhatIsReadBeyondTheControl() throws IOException {
    Outcomes outcomes = audits("tiny=" + Audits.TINY).run();

    for (int cells : new int[] {8, 16, 32, 64}) {
      MetricRecord selectivity = probe(outcomes, "tiny", "selectivity_" + cells);
      MetricRecord own = probe(outcomes, "tiny", "accuracy_" + cells);
      MetricRecord control = probe(outcomes, "tiny~random", "accuracy_" + cells);
      assertThat(selectivity.value().orElseThrow())
          .isCloseTo(own.value().orElseThrow() - control.value().orElseThrow(), within(1e-12));
      assertThat(selectivity.n()).isEqualTo(own.n());
      assertThat(selectivity.scenes()).isEqualTo(own.scenes());
    }
    MetricRecord atConvIn =
        outcomes.record("positionIsReadable/tiny/conv_in/50", "probe.lda.selectivity_8");
    assertThat(atConvIn.value().orElseThrow())
        .isBetween(atConvIn.ciLow().orElseThrow(), atConvIn.ciHigh().orElseThrow());
    assertThat(outcomes.records().get(LEAF.formatted("tiny~random")))
        .extracting(MetricRecord::metric)
        .noneMatch(metric -> metric.contains("selectivity"));
  }

  @Test
  void selectivityCanBeBoundAndHeldAgainstAnotherCheckpoint() throws IOException {
    Outcomes outcomes =
        audits("tiny=" + Audits.TINY)
            .with(
                "audit.bounds",
                bounds(
                    "**,probe.lda.accuracy_8,**,*,,tiny~random + 1,",
                    "**,probe.lda.selectivity_8,**,*,,-1,never so"))
            .run();

    assertThat(outcomes.thrown(LEAF.formatted("tiny")))
        .hasMessageContaining("probe.lda.selectivity_8 is ")
        .hasMessageContaining("expected at most -1");
    assertThat(probe(outcomes, "tiny", "accuracy_8").verdict()).isEqualTo(MetricVerdict.PASSED);
  }

  @Test
  void theControlIsMeasuredEvenWhereOnlyItsCheckpointIsSelected() throws IOException {
    String leaf = audits("tiny=" + Audits.TINY).run().ids().get(LEAF.formatted("tiny"));

    Outcomes outcomes = audits("tiny=" + Audits.TINY).only(selectUniqueId(leaf)).run();

    assertThat(outcomes.statuses()).hasSize(1);
    assertThat(probe(outcomes, "tiny", "selectivity_8").value()).isPresent();
  }

  @Test
  void usersOwnMeasurementsAreHeldAgainstTheControlToo() throws IOException {
    String leaf = "normsDifferFromTheControls/%s/mid_block.resnets.0/50";
    Audits run = audits("tiny=" + Audits.TINY).only(selectClass(ContrastAudits.class));
    Outcomes outcomes = run.run();

    MetricRecord own = outcomes.record(leaf.formatted("tiny"), "contrast.norm");
    MetricRecord control = outcomes.record(leaf.formatted("tiny~random"), "contrast.norm");
    MetricRecord times = outcomes.record(leaf.formatted("tiny"), "contrast.times");
    assertThat(times.value().orElseThrow())
        .isCloseTo(own.value().orElseThrow() / control.value().orElseThrow(), within(1e-12));
    assertThat(outcomes.records().get(leaf.formatted("tiny~random")))
        .extracting(MetricRecord::metric)
        .doesNotContain("contrast.times");

    Spied.LAYERS.clear();
    Outcomes alone = run.only(selectUniqueId(outcomes.ids().get(leaf.formatted("tiny")))).run();

    assertThat(alone.record(leaf.formatted("tiny"), "contrast.times").value())
        .isEqualTo(times.value());
    assertThat(Spied.LAYERS).as("measured of the checkpoint, and not of its control").hasSize(1);
  }

  @Test
  void usersOwnMeasurementsAreToldWhyThereIsNoControl() throws IOException {
    ModelProto.Builder model = GraphEdits.read(Audits.TINY);
    GraphEdits.scaleTimeEmbedding(model, "layer_scale", 32);
    Path scaled = GraphEdits.write(model, folder.resolve("scaled.onnx"));

    Outcomes outcomes = audits("scaled=" + scaled).only(selectClass(ContrastAudits.class)).run();

    assertThat(
            outcomes
                .record(
                    "normsDifferFromTheControls/scaled/mid_block.resnets.0/50", "contrast.times")
                .verdict())
        .isEqualTo(MetricVerdict.NOT_APPLICABLE);
  }

  @Test
  void checkpointsOfOneGraphShareAControlAndOthersHaveTheirOwn() throws IOException {
    Path dynamo = Audits.resource("/variants/dynamo/model.onnx");
    Path external = Audits.resource("/variants/external-data/model.onnx");

    Outcomes outcomes =
        audits("one=" + Audits.TINY + ",two=" + external + ",three=" + dynamo).run();

    assertThat(outcomes.statuses().keySet())
        .filteredOn(leaf -> leaf.endsWith("mid_block.resnets.0/50"))
        .containsExactly(
            LEAF.formatted("one"),
            LEAF.formatted("one~random"),
            LEAF.formatted("two"),
            LEAF.formatted("three"),
            LEAF.formatted("three~random"));
    assertThat(probe(outcomes, "two", "selectivity_8").value()).isPresent();
    assertThat(probe(outcomes, "three", "selectivity_8").value()).isPresent();
  }

  @Test
  void aGraphThatCannotBeRedrawnBreaksItsControlOnly() throws IOException {
    ModelProto.Builder model = GraphEdits.read(Audits.TINY);
    GraphEdits.scaleTimeEmbedding(model, "layer_scale", 32);
    Path scaled = GraphEdits.write(model, folder.resolve("scaled.onnx"));

    Outcomes outcomes = audits("gone=" + folder.resolve("gone") + ",scaled=" + scaled).run();

    assertThat(outcomes.thrown("positionIsReadable/scaled~random"))
        .hasMessageContaining("scaled~random: ")
        .hasMessageContaining("its constant 'layer_scale' is used by Mul")
        .hasMessageContaining("Leave out audit.control");
    assertThat(outcomes.statuses()).containsEntry(LEAF.formatted("scaled"), Status.SUCCESSFUL);
    assertThat(probe(outcomes, "scaled", "accuracy_8").verdict()).isEqualTo(MetricVerdict.PASSED);
    assertThat(probe(outcomes, "scaled", "selectivity_8").verdict())
        .isEqualTo(MetricVerdict.NOT_APPLICABLE);
    assertThat(outcomes.statuses().keySet()).doesNotContain("positionIsReadable/gone~random");
  }

  @Test
  void theDryRunShowsTheControl() throws IOException {
    Outcomes outcomes = audits("tiny=" + Audits.TINY).with("audit.dry-run", true).run();

    assertThat(outcomes.console())
        .contains("checkpoint tiny~random: random weights in place of " + Audits.TINY)
        .containsPattern("its weights are redrawn: .* MB in " + folder.resolve("spill"));
    assertThat(folder.resolve("spill")).doesNotExist();
  }

  @Test
  void aNameOfAControlIsNotToBeGivenToACheckpoint() throws IOException {
    Outcomes outcomes = audits("tiny~random=" + Audits.TINY).run();

    assertThat(outcomes.engineFailure())
        .get()
        .asString()
        .contains("audit.control=random: 'tiny~random' is the name of a control")
        .contains("name the checkpoint otherwise");
  }

  @Test
  void aGraphOfOneSizeHasTheSameInputsAsItsControl() throws IOException {
    ModelProto.Builder model = GraphEdits.read(Audits.TINY);
    GraphEdits.fixSize(model, 32);
    Path fixed = GraphEdits.write(model, folder.resolve("fixed.onnx"));

    Outcomes outcomes =
        audits("fixed=" + fixed)
            .with("audit.latents", NpyWriter.normal(folder.resolve("w.npy"), 3, 6, 4, 48, 48))
            .run();

    assertThat(probe(outcomes, "fixed", "selectivity_8").value()).isPresent();
    assertThat(List.of("images for fixed", "images for fixed~random"))
        .allSatisfy(
            name ->
                assertThat(outcomes.notes())
                    .anyMatch(
                        note ->
                            note.name().equals(name)
                                && note.text().contains("in the middle of 48×48")));
  }
}

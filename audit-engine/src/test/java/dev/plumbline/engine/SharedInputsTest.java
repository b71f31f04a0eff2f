package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.engine.checkpoint.model.ModelHash;
import dev.plumbline.engine.fixtures.EveryMeasurementAudits;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Several checkpoints in one run: on the same inputs, or with a warning that they are not. */
class SharedInputsTest {

  private static final String AUDIT = "everythingIsRecorded/";
  private static final List<String> LAYERS = List.of("conv_in", "mid_block.resnets.0");

  @TempDir Path folder;

  private Audits fromImages(String checkpoints) {
    return Audits.in(folder)
        .of(EveryMeasurementAudits.class)
        .without("audit.latents")
        .without("audit.prompt")
        .with("audit.checkpoint", checkpoints)
        .with("audit.images", Pipelines.IMAGES)
        .with("audit.samples", 4);
  }

  /** Every figure of a leaf as text, whatever the checkpoint. */
  private static List<String> figures(Outcomes outcomes, String checkpoint, String layer) {
    List<MetricRecord> records = outcomes.records().get(AUDIT + checkpoint + "/" + layer + "/500");
    assertThat(records).as("%s of %s", layer, checkpoint).hasSizeGreaterThan(30);
    return records.stream().map(record -> record.metric() + "=" + record.value()).toList();
  }

  @Test
  void aUnetAloneIsRunOnTheInputsOfAnotherCheckpoint() throws IOException {
    Path base = Pipelines.copy(folder.resolve("base"));
    Pipelines.setLinearSchedule(base);
    Path alone = Pipelines.unetAlone(folder.resolve("alone"));

    Outcomes outcomes =
        fromImages("tuned=" + alone + ",base=" + base).with("audit.inputs.from", "base").run();

    for (String layer : LAYERS) {
      assertThat(figures(outcomes, "tuned", layer)).isEqualTo(figures(outcomes, "base", layer));
    }
    assertThat(outcomes.console()).doesNotContain("WARNING");
  }

  @Test
  void checkpointsWithEncodersOfTheirOwnCanBeRunOnThoseOfOneOfThem() throws IOException {
    Path halved = Pipelines.copy(folder.resolve("halved"));
    Pipelines.halveLatents(halved);
    String both = "base=" + Pipelines.REFERENCE + ",halved=" + halved;

    Outcomes own = fromImages(both).run();
    Outcomes shared = fromImages(both).with("audit.inputs.from", "base").run();

    for (String layer : LAYERS) {
      assertThat(figures(own, "halved", layer)).isNotEqualTo(figures(own, "base", layer));
      assertThat(figures(shared, "halved", layer)).isEqualTo(figures(shared, "base", layer));
      assertThat(figures(shared, "base", layer)).isEqualTo(figures(own, "base", layer));
    }
    assertThat(own.console())
        .contains(
            "WARNING halved: It is run on other inputs than base: latents (root mean square of the"
                + " difference ")
        .contains("-Daudit.inputs.from=base runs both on the same inputs.");
    assertThat(shared.console()).doesNotContain("WARNING");
  }

  @Test
  void aUnetAloneSaysHowItCouldHaveAnothersInputs() throws IOException {
    Path alone = Pipelines.unetAlone(folder.resolve("alone"));

    Outcomes outcomes = fromImages("tuned=" + alone + ",base=" + Pipelines.REFERENCE).run();

    assertThat(outcomes.containers().get(AUDIT + "tuned").getThrowable())
        .get()
        .satisfies(
            failure ->
                assertThat(failure)
                    .isInstanceOf(UserError.class)
                    .hasMessageStartingWith("tuned: ")
                    .hasMessageContaining("-Daudit.inputs.from"));
    assertThat(outcomes.statuses())
        .containsEntry(AUDIT + "base/conv_in/500", Status.SUCCESSFUL)
        .hasSize(2);
    assertThat(outcomes.engineFailure()).isEmpty();
  }

  /** The tiny U-Net has another context: the inputs do not fit it, and only it. */
  @Test
  void inputsThatDoNotFitCostTheLenderNothing() {
    Outcomes outcomes =
        fromImages("tiny=" + Audits.TINY + ",base=" + Pipelines.REFERENCE)
            .with("audit.inputs.from", "base")
            .run();

    assertThat(outcomes.containers().get(AUDIT + "tiny").getThrowable())
        .get()
        .satisfies(
            failure ->
                assertThat(failure).hasMessageContaining("are 32 wide, and this U-Net takes"));
    assertThat(outcomes.statuses())
        .containsEntry(AUDIT + "base/conv_in/500", Status.SUCCESSFUL)
        .hasSize(2);
  }

  @Test
  void aLenderThatCannotBeReadIsNamed() {
    Path gone = folder.resolve("gone");

    Outcomes outcomes =
        fromImages("base=" + gone + ",it=" + Pipelines.REFERENCE)
            .with("audit.inputs.from", "base")
            .run();

    assertThat(outcomes.containers().get(AUDIT + "it").getThrowable())
        .get()
        .satisfies(
            failure ->
                assertThat(failure)
                    .isInstanceOf(UserError.class)
                    .hasMessageStartingWith(
                        "it: its inputs are to come from base: there is nothing")
                    .hasMessageContaining(gone.toString()));
  }

  @Test
  void aModelIsRecognisedByAllOfItsContent() throws IOException {
    Path whole = Pipelines.REFERENCE.resolve("vae_encoder/model.onnx");
    Path original = Audits.resource("/variants/external-data/model.onnx");
    Path model = Files.copy(original, folder.resolve("model.onnx"));
    Path data =
        Files.copy(original.resolveSibling("model.onnx_data"), folder.resolve("model.onnx_data"));

    assertThat(ModelHash.sha256(whole))
        .isEqualTo(ModelHash.sha256(Files.copy(whole, folder.resolve("copy.onnx"))))
        .hasSize(64);
    assertThat(ModelHash.sha256(model)).isEqualTo(ModelHash.sha256(original));
    byte[] bytes = Files.readAllBytes(data);
    bytes[bytes.length - 1]++;
    Files.write(data, bytes);
    assertThat(ModelHash.sha256(model)).isNotEqualTo(ModelHash.sha256(original));
  }
}

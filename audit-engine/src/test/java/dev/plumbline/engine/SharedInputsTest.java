package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.engine.checkpoint.model.ModelHash;
import dev.plumbline.engine.fixtures.EveryMeasurementAudits;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.unets.Export;
import dev.plumbline.engine.unets.TinyUnet;
import dev.plumbline.engine.unets.TinyUnets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Several checkpoints in one run: on the same inputs, or with a warning that they are not. */
@Tag("heavy")
class SharedInputsTest {

  private static final String AUDIT = "everythingIsRecorded/";
  private static final List<String> LAYERS = List.of("conv_in", "mid_block.resnets.0");

  /** How wide the embeddings of the bundled pipeline are. */
  private static final int CONTEXT_WIDTH = 32;

  /** A side of the bundled pipeline's latents, and the same with room for shifted windows. */
  private static final int SIZE = 32;

  private static final int LARGER = SIZE + 16;

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

  static Stream<Arguments> kinds() {
    return Stream.of(
        arguments("LCM", TinyUnet.lcm()),
        arguments("inpainting", TinyUnet.inpainting()),
        arguments("editing", TinyUnet.editing()));
  }

  /** What a U-Net takes beside latents is its own, whoever lends the latents. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void aUnetOfAnotherKindIsRunOnTheInputsOfAnotherCheckpoint(String kind, TinyUnet tiny)
      throws IOException {
    TinyUnet unet = tiny.withContext(CONTEXT_WIDTH);
    Path pipeline = Pipelines.copy(folder.resolve("pipeline"));
    TinyUnets.write(pipeline.resolve("unet/model.onnx"), unet, Export.torchScript(17));
    Path alone = TinyUnets.write(folder.resolve("alone/model.onnx"), unet, Export.torchScript(17));

    Outcomes own = fromImages("it=" + pipeline).run();
    Outcomes borrowed =
        fromImages("base=" + Pipelines.REFERENCE + ",it=" + alone)
            .with("audit.inputs.from", "base")
            .run();

    assertThat(borrowed.statuses().values()).containsOnly(Status.SUCCESSFUL).hasSize(4);
    for (String layer : LAYERS) {
      assertThat(figures(borrowed, "it", layer)).isEqualTo(figures(own, "it", layer));
    }
    assertThat(borrowed.console()).doesNotContain("WARNING");
  }

  @Test
  void promptsOfAnotherLengthThanAGraphTakesAreRefused() throws IOException {
    Path alone = Pipelines.unetAlone(folder.resolve("alone"));
    ModelProto.Builder model = GraphEdits.read(alone);
    GraphEdits.fixTokens(model, 70);
    GraphEdits.write(model, alone);

    Outcomes outcomes =
        fromImages("base=" + Pipelines.REFERENCE + ",it=" + alone)
            .with("audit.inputs.from", "base")
            .run();

    assertThat(outcomes.containers().get(AUDIT + "it").getThrowable())
        .get()
        .satisfies(
            failure ->
                assertThat(failure)
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("are 77 tokens long, and this U-Net takes 70"));
  }

  private Path fixedAlone() throws IOException {
    Path alone = Pipelines.unetAlone(folder.resolve("alone"));
    Pipelines.fixSize(alone, SIZE);
    return alone;
  }

  private Path fixedPipeline() throws IOException {
    Path pipeline = Pipelines.copy(folder.resolve("fixed"));
    Pipelines.fixSize(pipeline.resolve("unet/model.onnx"), SIZE);
    return pipeline;
  }

  private static void assertHasControl(Outcomes outcomes, String checkpoint) {
    for (String layer : LAYERS) {
      assertThat(
              outcomes
                  .record(AUDIT + checkpoint + "/" + layer + "/500", "similarity.cropped.corner")
                  .value())
          .as(outcomes.console())
          .isPresent();
    }
  }

  /** As it has with encoders of its own: from windows of latents that are larger all around. */
  @Test
  void aGraphOfOneSizeKeepsItsControlOnTheInputsOfAnother() throws IOException {
    Path pictures = Pipelines.pictures(folder.resolve("pictures"), 4, LARGER * 8);

    Outcomes own = fromImages("it=" + fixedPipeline()).with("audit.images", pictures).run();
    Outcomes borrowed =
        fromImages("base=" + Pipelines.REFERENCE + ",it=" + fixedAlone())
            .with("audit.images", pictures)
            .with("audit.inputs.from", "base")
            .run();

    assertHasControl(borrowed, "it");
    for (String layer : LAYERS) {
      assertThat(figures(borrowed, "it", layer)).isEqualTo(figures(own, "it", layer));
    }
    assertThat(borrowed.console())
        .contains(
            "WARNING it: It is run on other inputs than base: latents (4×48×48 in place of"
                + " 4×32×32). The U-Net of it takes latents of one size only, and its control"
                + " comes from shifted windows: it sees the middle of larger latents.")
        .doesNotContain("-Daudit.inputs.from=");
  }

  @Test
  void aGraphOfOneSizeHasNoControlWhereTheInputsOfAnotherHaveNoRoom() throws IOException {
    Path pictures = Pipelines.pictures(folder.resolve("pictures"), 4, SIZE * 8);

    Outcomes outcomes =
        fromImages("base=" + Pipelines.REFERENCE + ",it=" + fixedAlone())
            .with("audit.images", pictures)
            .with("audit.inputs.from", "base")
            .run();

    String metric = "similarity.full.corner";
    for (String layer : LAYERS) {
      String leaf = "/" + layer + "/500";
      assertThat(outcomes.record(AUDIT + "it" + leaf, metric).value())
          .isEqualTo(outcomes.record(AUDIT + "base" + leaf, metric).value())
          .isPresent();
      assertThat(outcomes.record(AUDIT + "it" + leaf, "similarity.cropped.corner").value())
          .isEmpty();
    }
    assertThat(outcomes.console())
        .contains("and none in shifted windows: the image 0.png has 256×256 pixels")
        .doesNotContain("other inputs");
  }

  /** The lender's latents are those of the one size, with room for the windows. */
  @Test
  void aGraphOfOneSizeIsRunInTheMiddleOfInputsWithRoomForItsWindows() throws IOException {
    Path larger = Pipelines.copy(folder.resolve("larger"));
    Pipelines.setLatentSize(larger, LARGER);

    Outcomes outcomes =
        fromImages("base=" + larger + ",it=" + fixedAlone())
            .with("audit.images", Pipelines.pictures(folder.resolve("pictures"), 4, LARGER * 8))
            .with("audit.inputs.from", "base")
            .run();

    assertThat(outcomes.console()).doesNotContain("WARNING");
    for (String layer : LAYERS) {
      String metric = "similarity.cropped.corner"; // the lender's crop is the borrower's window
      double lent = value(outcomes, "base", layer, metric);
      assertThat(value(outcomes, "it", layer, metric)).isCloseTo(lent, within(1e-5));
    }
  }

  private static double value(Outcomes outcomes, String checkpoint, String layer, String metric) {
    return outcomes.record(AUDIT + checkpoint + "/" + layer + "/500", metric).value().orElseThrow();
  }

  @Test
  void theWindowsOfAGraphOfOneSizeAreLentWithItsInputs() throws IOException {
    Path alone = Pipelines.unetAlone(folder.resolve("dynamic"));

    Outcomes outcomes =
        fromImages("base=" + fixedPipeline() + ",it=" + alone)
            .with("audit.images", Pipelines.pictures(folder.resolve("pictures"), 4, LARGER * 8))
            .with("audit.inputs.from", "base")
            .run();

    assertHasControl(outcomes, "base");
    for (String layer : LAYERS) {
      assertThat(figures(outcomes, "it", layer)).isEqualTo(figures(outcomes, "base", layer));
    }
    assertThat(outcomes.console()).doesNotContain("WARNING");
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

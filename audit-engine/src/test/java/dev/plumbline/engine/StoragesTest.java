package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.plumbline.engine.fixtures.EveryMeasurementAudits;
import dev.plumbline.engine.fixtures.NormAudits;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult.Status;

/** The same U-Net as different tools store it, audited; and what is refused. */
@Tag("heavy")
class StoragesTest {

  private static final String NORMS = "tokensHaveNorms/%s/mid_block.resnets.0/50";

  @TempDir Path folder;

  private Outcomes besideTiny(Path checkpoint) {
    return Audits.in(folder)
        .of(NormAudits.class)
        .with("audit.checkpoint", "tiny=" + Audits.TINY + ",other=" + checkpoint)
        .with("audit.layers", "mid_block.resnets.0,up_blocks.1.upsamplers.0")
        .with("audit.timesteps", 50)
        .run();
  }

  private void isTiny(Path checkpoint, double tolerance) {
    Outcomes outcomes = besideTiny(checkpoint);

    double expected = norm(outcomes, "tiny");
    assertThat(expected).isPositive();
    assertThat(norm(outcomes, "other")).isCloseTo(expected, within(tolerance * expected));
  }

  private static double norm(Outcomes outcomes, String checkpoint) {
    String leaf = String.format(NORMS, checkpoint);
    assertThat(outcomes.statuses()).containsEntry(leaf, Status.SUCCESSFUL);
    return outcomes.record(leaf, "norm.mean_norm").value().getAsDouble();
  }

  private void isRefused(Path checkpoint, String... parts) {
    Outcomes outcomes = besideTiny(checkpoint);

    assertThat(norm(outcomes, "tiny")).isPositive();
    assertThat(outcomes.thrown("tokensHaveNorms/other"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(checkpoint.toString())
        .hasMessageContainingAll(parts);
  }

  private Path edited(ModelProto.Builder model) {
    return GraphEdits.write(model, folder.resolve("edited.onnx"));
  }

  @Test
  void externalData() {
    isTiny(Audits.resource("/variants/external-data/model.onnx"), 1e-5);
  }

  /** What is wrong with a checkpoint's data breaks its leaves, and no other's. */
  private void isBroken(Path checkpoint, String... parts) {
    Outcomes outcomes = besideTiny(checkpoint);

    assertThat(norm(outcomes, "tiny")).isPositive();
    assertThat(outcomes.thrown(String.format(NORMS, "other")))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("other: ")
        .hasMessageContainingAll(parts);
  }

  @Test
  void externalDataThatAreMissing() throws IOException {
    Path model =
        Files.copy(
            Audits.resource("/variants/external-data/model.onnx"), folder.resolve("alone.onnx"));

    isBroken(model, "no file " + folder.resolve("model.onnx_data"), "Copy it there");
  }

  @Test
  void externalDataOutsideTheFolder() throws IOException {
    Files.copy(
        Audits.resource("/variants/external-data/model.onnx_data"),
        folder.resolve("model.onnx_data"));
    ModelProto.Builder model =
        GraphEdits.read(Audits.resource("/variants/external-data/model.onnx"));
    model
        .getGraphBuilder()
        .getInitializerBuilder(0)
        .getExternalDataBuilder(0)
        .setValue("../elsewhere");

    isBroken(edited(model), "'../elsewhere'", "outside its own folder");
  }

  @Test
  void aLinkIntoACache() throws IOException {
    Path blob = Files.copy(Audits.TINY, folder.resolve("0f1e"));
    Path snapshot = Files.createDirectory(folder.resolve("snapshot"));

    isTiny(Files.createSymbolicLink(snapshot.resolve("model.onnx"), blob), 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 16, 18, 21})
  void opsets(int version) {
    ModelProto.Builder model = GraphEdits.read(Audits.TINY);
    model.getOpsetImportBuilder(0).setVersion(version);

    isTiny(edited(model), 1e-5);
  }

  @Test
  void functionsOfTheModelsOwn() {
    ModelProto.Builder model = GraphEdits.read(Audits.TINY);
    GraphEdits.sigmoidsAsFunctions(model);

    isTiny(edited(model), 1e-5);
  }

  @Test
  void halfPrecisionWithIslandsOfFloat32() {
    ModelProto.Builder model = GraphEdits.read(Audits.resource("/variants/float16/model.onnx"));
    GraphEdits.sigmoidsInFloat32(model);

    isTiny(edited(model), 1e-2);
  }

  @Test
  void quantisedConvolutions() {
    ModelProto.Builder model = GraphEdits.read(Audits.TINY);
    model.getOpsetImportBuilder(0).setVersion(21);
    GraphEdits.quantise(model);

    isTiny(edited(model), 5e-2);
  }

  @Test
  void quantisedConvolutionsWithEveryMeasurementAndAControlThatCannotBeMade() {
    ModelProto.Builder model = GraphEdits.read(Audits.TINY);
    model.getOpsetImportBuilder(0).setVersion(21);
    GraphEdits.quantise(model);

    Outcomes outcomes =
        Audits.in(folder)
            .of(EveryMeasurementAudits.class)
            .with("audit.checkpoint", "other=" + edited(model))
            .with("audit.timesteps", 50)
            .with("audit.control", "random")
            .run();

    assertThat(outcomes.statuses())
        .containsOnly(
            Map.entry("everythingIsRecorded/other/conv_in/50", Status.SUCCESSFUL),
            Map.entry("everythingIsRecorded/other/mid_block.resnets.0/50", Status.SUCCESSFUL),
            Map.entry("everythingIsRecorded/other~random", Status.FAILED));
  }

  @Test
  void customOperatorsAreRefused() {
    ModelProto.Builder model = GraphEdits.read(Audits.TINY);
    GraphEdits.sigmoidsOf(model, "ai.acme");

    isRefused(
        edited(model),
        "custom operator FastSigmoid of the domain ai.acme",
        "/time_embedding/Sigmoid",
        "export the U-Net again with ONNX's own operators");
  }

  @Test
  void soTheyAreInsideAFunction() {
    ModelProto.Builder model = GraphEdits.read(Audits.TINY);
    GraphEdits.sigmoidsAsFunctions(model);
    model.getFunctionsBuilder(0).getNodeBuilder(0).setDomain("ai.acme");

    isRefused(edited(model), "custom operator Sigmoid of the domain ai.acme", "inner");
  }

  @Test
  void aRunThatWouldNotFitIsRefusedWithWhatItNeeds() {
    Outcomes outcomes = Audits.in(folder).of(NormAudits.class).with("audit.memory", "100MB").run();

    assertThat(outcomes.thrown(String.format(NORMS, "tiny")))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("tiny: measuring needs about 0.5 GB of memory")
        .hasMessageContaining("there are 0.1 GB")
        .hasMessageContaining("-Daudit.memory=");
    assertThat(outcomes.records()).isEmpty();
  }

  @Test
  void aBatchThatWouldNotFitIsMadeSmaller() {
    Outcomes outcomes =
        Audits.in(folder)
            .of(NormAudits.class)
            .with("audit.memory", "520MB")
            .with("audit.batch", 64)
            .run();

    assertThat(norm(outcomes, "tiny")).isPositive();
    assertThat(outcomes.console())
        .containsPattern("WARNING tiny: 64 images at once would need about .* takes \\d+ at once");
  }
}

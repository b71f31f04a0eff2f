package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.plumbline.engine.fixtures.EveryLayerAudits;
import dev.plumbline.engine.fixtures.Fatal;
import dev.plumbline.engine.fixtures.FatalAudits;
import dev.plumbline.engine.fixtures.MistypedAudits;
import dev.plumbline.engine.fixtures.NormAudits;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.unets.Export;
import dev.plumbline.engine.unets.TinyUnet;
import dev.plumbline.engine.unets.TinyUnets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.testkit.engine.EngineDiscoveryResults;

/** What is wrong with one checkpoint, or with its inputs, costs no other checkpoint its results. */
class BrokenCheckpointsTest {

  private static final String LEAF = "/up_blocks.1.upsamplers.0/50";

  @TempDir Path folder;

  private Audits audits(String checkpoints) {
    return Audits.in(folder).of(NormAudits.class).with("audit.checkpoint", checkpoints);
  }

  private static void isTinysResult(Outcomes outcomes) {
    assertThat(outcomes.statuses())
        .containsEntry("activationsAreFinite/tiny" + LEAF, Status.SUCCESSFUL);
    assertThat(outcomes.record("activationsAreFinite/tiny" + LEAF, "finite.non_finite").value())
        .hasValue(0);
  }

  /** A model that everything can be read of, with an operator that no runtime has. */
  private Path unloadable() throws IOException {
    ByteArrayOutputStream model = new ByteArrayOutputStream();
    model.write(Files.readAllBytes(Audits.TINY));
    ModelProto.newBuilder()
        .setGraph(
            GraphProto.newBuilder()
                .addNode(NodeProto.newBuilder().setOpType("NoSuchOperator").addOutput("nothing")))
        .build()
        .writeTo(model);
    return Files.write(folder.resolve("unloadable.onnx"), model.toByteArray());
  }

  @Test
  void oneThatCannotBeReadIsABrokenLeafOfEachAudit() throws IOException {
    Path damaged = Files.writeString(folder.resolve("damaged.onnx"), "This is no model at all.");

    Outcomes outcomes = audits("tiny=" + Audits.TINY + ",damaged=" + damaged).run();

    assertThat(outcomes.statuses())
        .hasSize(9)
        .containsEntry("tokensHaveNorms/damaged", Status.FAILED)
        .containsEntry("activationsAreFinite/damaged", Status.FAILED);
    assertThat(outcomes.thrown("tokensHaveNorms/damaged"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("damaged: ")
        .hasMessageContaining(damaged.toString());
    isTinysResult(outcomes);
    assertThat(outcomes.engineFailure()).isEmpty();
  }

  /** Two errors of Java's, which JUnit treats differently: of memory it lets none pass. */
  @Test
  void errorsOfJavasCostOneCheckpointOnly() {
    Fatal.ERRORS.add(new NoClassDefFoundError("org/example/Gone"));
    Fatal.ERRORS.add(new OutOfMemoryError("Java heap space"));

    Outcomes outcomes =
        Audits.in(folder)
            .of(FatalAudits.class)
            .with(
                "audit.checkpoint",
                "first=" + Audits.TINY + ",second=" + Audits.TINY + ",tiny=" + Audits.TINY)
            .run();

    assertThat(outcomes.containers().get("errorsAreThrown/first").getThrowable())
        .get()
        .asInstanceOf(InstanceOfAssertFactories.THROWABLE)
        .hasMessage(
            "first: measuring it ended with java.lang.NoClassDefFoundError: org/example/Gone");
    assertThat(outcomes.containers().get("errorsAreThrown/second").getThrowable())
        .get()
        .asInstanceOf(InstanceOfAssertFactories.THROWABLE)
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("second: measuring it took more memory than Java may take (Java");
    assertThat(outcomes.statuses())
        .containsEntry("errorsAreThrown/tiny/conv_in/50", Status.SUCCESSFUL);
    assertThat(outcomes.engineFailure()).isEmpty();
  }

  @Test
  void aRunThatAnErrorEndedIsNotSaidToHaveAskedNothing() {
    Fatal.ERRORS.add(new NoClassDefFoundError("org/example/Gone"));

    Outcomes outcomes = Audits.in(folder).of(FatalAudits.class).run();

    assertThat(outcomes.containers().get("errorsAreThrown/tiny").getStatus())
        .isEqualTo(Status.FAILED);
    assertThat(outcomes.engineFailure()).isEmpty();
  }

  @Test
  void itsBrokenLeafHasTagsASourceAndAName() {
    EngineDiscoveryResults results = audits("gone=" + folder.resolve("gone.onnx")).discover();

    assertThat(results.getDiscoveryIssues()).isEmpty();
    assertThat(results.getEngineDescriptor().getDescendants())
        .filteredOn(TestDescriptor::isTest)
        .hasSize(2)
        .allSatisfy(
            leaf -> {
              assertThat(leaf.getTags()).asString().contains("checkpoint:gone", "phenomenon:");
              assertThat(leaf.getSource()).isPresent();
              assertThat(leaf.getLegacyReportingName()).endsWith("[gone]");
            });
  }

  @Test
  void aLeafsIdLeadsToTheBrokenLeafThatStandsForIt() {
    Outcomes outcomes =
        audits("gone=" + folder.resolve("gone.onnx"))
            .select(
                selectUniqueId(
                    "[engine:model-audit]/[class:dev.plumbline.engine.fixtures.NormAudits]"
                        + "/[audit:tokensHaveNorms]/[checkpoint:gone]"))
            .run();

    assertThat(outcomes.thrown("tokensHaveNorms/gone"))
        .hasMessageContaining("there is nothing at " + folder.resolve("gone.onnx"));
  }

  @Test
  void discoveryOpensNoSession() throws IOException {
    EngineDiscoveryResults results = audits("unloadable=" + unloadable()).discover();

    assertThat(results.getDiscoveryIssues()).isEmpty();
    assertThat(results.getEngineDescriptor().getDescendants())
        .filteredOn(TestDescriptor::isTest)
        .hasSize(7);
  }

  @Test
  void oneThatCannotBeLoadedFailsItsLeaves() throws IOException {
    Outcomes outcomes = audits("unloadable=" + unloadable() + ",tiny=" + Audits.TINY).run();

    isTinysResult(outcomes);
    for (String timestep : new String[] {"50", "200"}) {
      assertThat(outcomes.thrown("tokensHaveNorms/unloadable/mid_block.resnets.0/" + timestep))
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith("unloadable at t=" + timestep + ": ONNX Runtime failed: ")
          .hasMessageContaining("NoSuchOperator");
    }
    assertThat(outcomes.records().keySet()).noneMatch(leaf -> leaf.contains("unloadable"));
    assertThat(outcomes.engineFailure()).isEmpty();
  }

  /** Nothing runs: the leaf is broken from the start. */
  @Test
  void anInputThatNothingSuppliesIsNamedAtDiscovery() {
    Path model =
        TinyUnets.write(
            folder.resolve("odd/model.onnx"),
            TinyUnet.lcm(),
            Export.torchScript(17).renamed("timestep_cond", "class_labels"));

    Outcomes outcomes = audits("odd=" + model + ",tiny=" + Audits.TINY).run();

    assertThat(outcomes.thrown("tokensHaveNorms/odd"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(model + " needs the input class_labels FLOAT [?, 10]");
    isTinysResult(outcomes);
  }

  /** The graph cannot be loaded: what is missing is said before that comes up. */
  @Test
  void missingPooledEmbeddingsAreNamedBeforeASessionIsOpened() throws IOException {
    Path model =
        TinyUnets.write(folder.resolve("sdxl/model.onnx"), TinyUnet.sdxl(), Export.torchScript(17));
    Files.write(
        model,
        ModelProto.newBuilder()
            .setGraph(
                GraphProto.newBuilder()
                    .addNode(NodeProto.newBuilder().setOpType("NoSuchOperator").addOutput("no")))
            .build()
            .toByteArray(),
        StandardOpenOption.APPEND);

    Outcomes outcomes = audits("sdxl=" + model).run();

    assertThat(outcomes.leaves()).isEmpty();
    assertThat(outcomes.containers().get("tokensHaveNorms/sdxl").getThrowable())
        .get()
        .satisfies(
            failure ->
                assertThat(failure)
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("text_encoder_2")
                    .hasMessageContaining("-Daudit.prompt.pooled=file.npy"));
  }

  @Test
  void channelsThatNothingSuppliesAreRefused() {
    TinyUnet upscaler =
        new TinyUnet(7, List.of(8, 16), 1, List.of(1, 0), false, false, 16, 0, 0, 0, false);
    Path model = TinyUnets.write(folder.resolve("up/model.onnx"), upscaler, Export.torchScript(17));

    Outcomes outcomes =
        Audits.in(folder).of(EveryLayerAudits.class).with("audit.checkpoint", "up=" + model).run();

    assertThat(outcomes.containers().get("layer/up").getThrowable())
        .get()
        .satisfies(
            failure ->
                assertThat(failure)
                    .hasMessageContaining(model + ": The U-Net takes 7 channels and predicts 4"));
  }

  @Test
  void aGlobThatMatchesNothingIsABrokenLeafThatNamesTheLayers() {
    Outcomes outcomes =
        Audits.in(folder).of(MistypedAudits.class).with("audit.layers", "conv_*").run();

    assertThat(outcomes.statuses())
        .containsEntry("noSuchLayer/tiny", Status.FAILED)
        .containsEntry("goodLayer/tiny/conv_in/50", Status.SUCCESSFUL);
    assertThat(outcomes.thrown("noSuchLayer/tiny"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(
            "tiny: no layer matches 'down_blocks.9.**'; its 46 layers are [conv_in, ")
        .hasMessageContaining("up_blocks[1].upsamplers[0]")
        .hasMessageEndingWith("conv_out]");
  }

  @Test
  void soIsOneOfTheUsers() {
    Outcomes outcomes =
        Audits.in(folder).of(MistypedAudits.class).with("audit.layers", "conv_in,convout").run();

    assertThat(outcomes.thrown("goodLayer/tiny")).hasMessageContaining("matches 'convout'");
    assertThat(outcomes.engineFailure()).isEmpty();
  }

  @Test
  void aTimestepThatTheSchedulesLackIsRefusedOnceBeforeAnythingIsMeasured() {
    Outcomes outcomes =
        audits("tiny=" + Audits.TINY + ",twin=" + Audits.TINY)
            .with("audit.timesteps", "50,1000")
            .run();

    assertThat(outcomes.leaves()).isEmpty();
    assertThat(outcomes.engineFailure())
        .get()
        .satisfies(
            failure ->
                assertThat(failure)
                    .isInstanceOf(UserError.class)
                    .hasMessage(
                        "Nothing was measured: Timestep 1000 is not one of tiny, twin: give"
                            + " timesteps from 0 to 999 in -Daudit.timesteps."));
  }

  @Test
  void aLoneUnetWithoutLatentsSaysWhatIsMissingOnce() {
    Outcomes outcomes =
        audits("tiny=" + Audits.TINY).without("audit.latents").with("audit.images", folder).run();

    assertThat(outcomes.leaves()).isEmpty();
    for (String audit : new String[] {"tokensHaveNorms", "activationsAreFinite"}) {
      assertThat(outcomes.containers().get(audit + "/tiny").getThrowable())
          .get()
          .satisfies(
              failure ->
                  assertThat(failure)
                      .isInstanceOf(UserError.class)
                      .hasMessageStartingWith("tiny: ")
                      .hasMessageContaining("VAE")
                      .hasMessageContaining("audit.latents"));
    }
    assertThat(outcomes.engineFailure()).isEmpty();
  }

  @Test
  void anEmptyImageFolderIsNamed() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));

    Outcomes outcomes =
        audits("reference=" + Audits.resource("/reference-unet"))
            .without("audit.latents")
            .without("audit.prompt")
            .with("audit.images", empty)
            .run();

    assertThat(outcomes.leaves()).isEmpty();
    assertThat(outcomes.containers().get("tokensHaveNorms/reference").getThrowable())
        .get()
        .satisfies(
            failure ->
                assertThat(failure)
                    .isInstanceOf(UserError.class)
                    .hasMessageStartingWith("reference: ")
                    .hasMessageContaining(empty.toString())
                    .hasMessageContaining("audit.images"));
  }

  @Test
  void inputsThatFitOneCheckpointOnlyKeepItsResults() {
    Outcomes outcomes =
        audits("reference=" + Audits.resource("/reference-unet") + ",tiny=" + Audits.TINY).run();

    isTinysResult(outcomes);
    assertThat(outcomes.containers().get("tokensHaveNorms/reference").getThrowable())
        .get()
        .satisfies(failure -> assertThat(failure).isInstanceOf(UserError.class));
  }
}

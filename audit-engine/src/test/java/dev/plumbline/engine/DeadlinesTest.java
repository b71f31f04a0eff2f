package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.plumbline.engine.fixtures.FatalAudits;
import dev.plumbline.engine.plan.UserError;
import dev.plumbline.engine.unets.HostileModels;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult.Status;

/** Models that never end are ended, and cost no other checkpoint its results. */
@Timeout(300)
@Tag("heavy")
class DeadlinesTest {

  private static final String LEAF = "/conv_in/50";

  /** Long enough for sound ones, which take a part of a second, on any machine. */
  private static final String LIMIT = "10s";

  @TempDir Path folder;

  private static void makeEndless(Path model, String output) {
    ModelProto sound = GraphEdits.read(model).build();
    GraphEdits.write(HostileModels.endless(sound, output), model);
  }

  @ParameterizedTest
  @ValueSource(strings = {"in-process", "process"})
  void aUnetThatNeverEndsIsEnded(String executor) {
    Path endless =
        GraphEdits.write(
            HostileModels.endless(GraphEdits.read(Audits.TINY).build(), "out_sample"),
            folder.resolve("endless.onnx"));

    Outcomes outcomes =
        Audits.in(folder)
            .of(FatalAudits.class)
            .with("audit.checkpoint", "endless=" + endless + ",tiny=" + Audits.TINY)
            .with("audit.executor", executor)
            .with("audit.timeout", LIMIT)
            .with("audit.timesteps", "50,200,500")
            .run();

    // each timestep tells of the first, and takes no time of its own
    for (String timestep : new String[] {"50", "200", "500"}) {
      assertThat(outcomes.thrown("errorsAreThrown/endless/conv_in/" + timestep))
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith(
              "endless at t=50: a run of the U-Net did not end within 10 s (audit.timeout).")
          .hasMessageContaining("a loop that never ends, and was told to end")
          .hasMessageEndingWith("give it more time: -Daudit.timeout=…");
    }
    assertThat(outcomes.statuses()).containsEntry("errorsAreThrown/tiny" + LEAF, Status.SUCCESSFUL);
    assertThat(outcomes.engineFailure()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"in-process", "process"})
  void encodersThatNeverEndAreEnded(String executor) throws IOException {
    Path pictures = Pipelines.copy(folder.resolve("pictures"));
    makeEndless(pictures.resolve("vae_encoder/model.onnx"), "latent_parameters");
    Path prompt = Pipelines.copy(folder.resolve("prompt"));
    makeEndless(prompt.resolve("text_encoder/model.onnx"), "last_hidden_state");

    Outcomes outcomes =
        Audits.in(folder)
            .of(FatalAudits.class)
            .with(
                "audit.checkpoint",
                "pictures=" + pictures + ",prompt=" + prompt + ",sound=" + Pipelines.REFERENCE)
            .with("audit.images", Pipelines.IMAGES)
            .with("audit.samples", 2)
            .with("audit.executor", executor)
            .with("audit.timeout", LIMIT)
            .without("audit.latents")
            .without("audit.prompt")
            .run();

    assertThat(outcomes.containers().get("errorsAreThrown/pictures").getThrowable().orElseThrow())
        .isInstanceOf(UserError.class)
        .hasMessageContaining("vae_encoder/model.onnx was not done with the image ")
        .hasMessageContaining("within 10 s (audit.timeout)")
        .hasMessageEndingWith(", or give latents in -Daudit.latents=file.npy.");
    assertThat(outcomes.containers().get("errorsAreThrown/prompt").getThrowable().orElseThrow())
        .isInstanceOf(UserError.class)
        .hasMessageContaining("text_encoder/model.onnx was not done with the empty prompt within")
        .hasMessageEndingWith(", or give -Daudit.prompt=file.npy.");
    assertThat(outcomes.statuses())
        .containsEntry("errorsAreThrown/sound" + LEAF, Status.SUCCESSFUL);
    assertThat(outcomes.engineFailure()).isEmpty();
  }
}

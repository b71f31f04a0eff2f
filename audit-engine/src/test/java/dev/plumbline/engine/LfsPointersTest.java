package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.report.RunNote;
import dev.plumbline.engine.fixtures.HeldAudits;
import dev.plumbline.engine.fixtures.NormAudits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;

/** A repository that was cloned without Git LFS: whatever lacks is said to, at every door. */
class LfsPointersTest {

  private static final String POINTER =
      """
      version https://git-lfs.github.com/spec/v1
      oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393
      size 12345
      """;

  @TempDir Path folder;

  private Audits audits() {
    return Audits.in(folder).of(NormAudits.class).with("audit.timesteps", 50);
  }

  private static Path pointer(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.writeString(file, POINTER);
  }

  /** All that a user is told: on the console, by leaves, by the run as a whole. */
  private static String told(Outcomes outcomes) {
    Stream<String> thrown =
        Stream.concat(outcomes.leaves().values().stream(), outcomes.containers().values().stream())
            .flatMap(result -> result.getThrowable().stream())
            .map(Throwable::getMessage);
    return Stream.concat(
            Stream.concat(thrown, outcomes.notes().stream().map(RunNote::text)),
            Stream.of(outcomes.console()))
        .collect(Collectors.joining("\n"));
  }

  private static void refused(Outcomes outcomes, Path file) {
    assertThat(told(outcomes))
        .contains(file + " is a Git LFS pointer, not the file itself: fetch it with: git lfs pull");
    assertThat(
            Stream.concat(
                    outcomes.leaves().values().stream(), outcomes.containers().values().stream())
                .map(TestExecutionResult::getStatus))
        .contains(Status.FAILED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "unet/model.onnx",
        "unet/config.json",
        "vae_encoder/model.onnx",
        "vae_encoder/config.json",
        "text_encoder/model.onnx",
        "text_encoder/config.json",
        "tokenizer/tokenizer_config.json",
        "scheduler/scheduler_config.json"
      })
  void partsOfAPipeline(String part) throws IOException {
    Path pipeline = Pipelines.copy(folder.resolve("pipeline"));
    pointer(pipeline.resolve(part));

    refused(
        audits()
            .without("audit.latents")
            .without("audit.prompt")
            .with("audit.checkpoint", "tiny=" + pipeline)
            .with("audit.images", Pipelines.IMAGES)
            .with("audit.samples", 2)
            .run(),
        pipeline.resolve(part));
  }

  @Test
  void weightsBesideAModel() throws IOException {
    Path model = Audits.resource("/variants/external-data/model.onnx");
    Files.createDirectories(folder.resolve("unet"));
    Path copy = Files.copy(model, folder.resolve("unet/model.onnx"));
    Path weights = pointer(folder.resolve("unet/model.onnx_data"));

    refused(audits().with("audit.checkpoint", "tiny=" + copy).run(), weights);
  }

  @ParameterizedTest
  @CsvSource({
    "audit.latents, latents.npy",
    "audit.latents, latents.safetensors",
    "audit.prompt, prompt.npy",
    "audit.prompt, prompt.safetensors",
    "audit.noise, noise.npy",
    "audit.bounds, bounds.csv",
    "audit.frozen, frozen.csv"
  })
  void filesThatParametersName(String parameter, String name) throws IOException {
    Path file = pointer(folder.resolve("given").resolve(name));

    refused(audits().with(parameter, file).run(), file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiny.csv", "tiny.contributions.jsonl.gz"})
  void filesOfABaseline(String name) throws IOException {
    Path baselines = folder.resolve("baselines");
    Audits audits =
        Audits.in(folder)
            .of(HeldAudits.class)
            .with("audit.latents", NpyWriter.normal(folder.resolve("some.npy"), 3, 12, 4, 16, 16))
            .with("audit.baseline", baselines);
    audits.with("audit.baseline.mode", "record").run();
    assertThat(baselines.resolve(name)).exists();
    pointer(baselines.resolve(name));

    refused(audits.with("audit.baseline.mode", "check").run(), baselines.resolve(name));
  }

  /** One photograph costs no other; all of them cost the checkpoint its results. */
  @Test
  void photographs() throws IOException {
    Path images = Pipelines.pictures(folder.resolve("images"), 3, 300);
    Path first;
    try (Stream<Path> files = Files.list(images)) {
      first = files.sorted().findFirst().orElseThrow();
    }
    pointer(first);

    Outcomes outcomes =
        audits()
            .without("audit.latents")
            .without("audit.prompt")
            .with("audit.checkpoint", "tiny=" + Pipelines.REFERENCE)
            .with("audit.images", images)
            .run();

    assertThat(told(outcomes))
        .contains(
            "The image "
                + first
                + " was left out: it is a Git LFS pointer, not the picture itself; fetch it with:"
                + " git lfs pull.");
    assertThat(outcomes.statuses().values()).contains(Status.SUCCESSFUL);
  }

  @Test
  void filesThatOnlyResembleOneAreRead() throws IOException {
    Path bounds =
        Files.writeString(
            folder.resolve("version https.csv"),
            """
            audit,metric,layer,timestep,at_least,at_most,note
            *,norm.mean_norm,*,*,,1000000,version https://git-lfs
            """);

    Outcomes outcomes = audits().with("audit.bounds", bounds).run();

    assertThat(List.of(outcomes.statuses().get("tokensHaveNorms/tiny/mid_block.resnets.0/50")))
        .containsExactly(Status.SUCCESSFUL);
  }
}

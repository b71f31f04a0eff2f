package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.engine.fixtures.NormAudits;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.TestExecutionResult;

/** Numbers in a pipeline's configs that cannot be: each is refused by its file and its name. */
class ImpossibleConfigsTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "unet/config.json | 'sample_size': 0 | \"sample_size\" is 0; it must be between 1 and",
        "unet/config.json | 'sample_size': -32 | \"sample_size\" is -32; it must be between 1 and",
        "unet/config.json | 'sample_size': 1073741824 | \"sample_size\" is 1073741824; it must be",
        "unet/config.json | 'sample_size': 524288 | takes latents with a side of 524288; between 1",
        "unet/config.json | 'sample_size': 4294967328 | \"sample_size\" is 4294967328; it must be",
        "unet/config.json | 'sample_size': 32.5 | \"sample_size\" is 32.5; it must be a whole",
        "unet/config.json | 'in_channels': -4 | \"in_channels\" is -4; it must be between 1 and",
        "vae_encoder/config.json | 'scaling_factor': 0 | \"scaling_factor\" is 0.0: latents are",
        "vae_encoder/config.json | 'scaling_factor': -1 | \"scaling_factor\" is -1.0: latents are",
        "vae_encoder/config.json | 'scaling_factor': 1e999 | \"scaling_factor\" is",
        "vae_encoder/config.json | 'scaling_factor': NaN | is not valid JSON",
        "vae_encoder/config.json | 'sample_size': -1 | \"sample_size\" is -1; it must be between",
        "vae_encoder/config.json | 'block_out_channels': [1,1,1,1,1,1,1,1,1,1,1,1] | has 12 levels",
        "text_encoder/config.json | 'max_position_embeddings': 1073741824 | must be between 1 and",
        "text_encoder/config.json | 'max_position_embeddings': 0 | must be between 1 and",
        "text_encoder/config.json | 'vocab_size': -2 | \"vocab_size\" is -2; it must be between",
        "tokenizer/tokenizer_config.json | 'pad_token': '!', 'added_tokens_decoder': {'first': {'content': '!'}} | has the key \"first\"",
        "scheduler/scheduler_config.json | 'num_train_timesteps': 0 | must be between 1 and 1000000",
        "scheduler/scheduler_config.json | 'num_train_timesteps': 1073741824 | must be between 1 and"
      })
  void areRefusedByName(String part, String entries, String why) throws IOException {
    Path pipeline = Pipelines.copy(folder.resolve("pipeline"));
    Path file = pipeline.resolve(part);
    Files.createDirectories(file.getParent());
    String rest =
        part.startsWith("scheduler")
            ? ", \"beta_schedule\": \"linear\", \"beta_start\": 0.0001, \"beta_end\": 0.02"
            : "";
    Files.writeString(file, "{" + entries.replace('\'', '"') + rest + "}");

    Outcomes outcomes =
        Audits.in(folder)
            .of(NormAudits.class)
            .without("audit.latents")
            .without("audit.prompt")
            .with("audit.checkpoint", "tiny=" + pipeline)
            .with("audit.images", Pipelines.IMAGES)
            .with("audit.samples", 2)
            .with("audit.timesteps", 50)
            .run();

    assertThat(
            Stream.concat(
                    outcomes.leaves().values().stream(), outcomes.containers().values().stream())
                .map(TestExecutionResult::getThrowable)
                .flatMap(thrown -> thrown.stream()))
        .isNotEmpty()
        .allSatisfy(
            thrown ->
                assertThat(thrown)
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining(why)
                    .hasMessageContaining(pipeline.toString()));
  }
}

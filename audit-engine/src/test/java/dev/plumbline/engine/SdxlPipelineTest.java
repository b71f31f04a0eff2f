package dev.plumbline.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.api.report.MetricRecord;
import dev.plumbline.api.report.RunNote;
import dev.plumbline.engine.fixtures.EveryLayerAudits;
import dev.plumbline.engine.input.TestModels;
import dev.plumbline.engine.unets.Export;
import dev.plumbline.engine.unets.TinyUnet;
import dev.plumbline.engine.unets.TinyUnets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult.Status;

/** A whole SDXL pipeline in a folder, its two text encoders planted, from photographs on. */
@Tag("heavy")
class SdxlPipelineTest {

  private static final TinyUnet UNET = TinyUnet.sdxl();

  /** The planted encoders pool a prompt to its ids, so that it has as many tokens. */
  private static final int TOKENS = UNET.pooledWidth();

  private static final int FIRST_WIDTH = 4;

  @TempDir Path folder;
  private Path pipeline;

  @BeforeEach
  void pipeline() throws IOException {
    pipeline = Pipelines.copy(folder.resolve("sdxl"));
    TinyUnets.write(pipeline.resolve("unet/model.onnx"), UNET, Export.torchScript(17));
    Files.writeString(pipeline.resolve("unet/config.json"), "{\"sample_size\": 32}");
    textEncoder("text_encoder", 2);
    TestModels.numberedStates(pipeline.resolve("text_encoder/model.onnx"), 3, FIRST_WIDTH, false);
    tokenizer("tokenizer", "<|endoftext|>");
    textEncoder("text_encoder_2", 3);
    TestModels.numberedStates(
        pipeline.resolve("text_encoder_2/model.onnx"), 4, UNET.contextWidth() - FIRST_WIDTH, true);
    tokenizer("tokenizer_2", "!");
  }

  private void textEncoder(String name, int layers) throws IOException {
    Files.createDirectories(pipeline.resolve(name));
    Files.writeString(
        pipeline.resolve(name + "/config.json"),
        "{\"vocab_size\": 4, \"max_position_embeddings\": "
            + TOKENS
            + ", \"num_hidden_layers\": "
            + layers
            + "}");
  }

  private void tokenizer(String name, String padding) throws IOException {
    Files.createDirectories(pipeline.resolve(name));
    Files.writeString(
        pipeline.resolve(name + "/tokenizer_config.json"),
        "{\"bos_token\": \"<|startoftext|>\", \"eos_token\": \"<|endoftext|>\", \"pad_token\": \""
            + padding
            + "\"}");
  }

  private Audits audits() {
    return Audits.in(folder)
        .of(EveryLayerAudits.class)
        .without("audit.latents")
        .without("audit.prompt")
        .with("audit.checkpoint", "sdxl=" + pipeline)
        .with("audit.images", Pipelines.IMAGES)
        .with("audit.samples", 3);
  }

  /** Ids of the empty prompt: 2 begins, 3 ends, and each tokenizer pads in its own way. */
  private static float[] ids(int padding) {
    float[] ids = new float[TOKENS];
    Arrays.fill(ids, padding);
    ids[0] = 2;
    ids[1] = 3;
    return ids;
  }

  /** The last states but one, 1 of the first encoder and 2 of the second, side by side. */
  private static float[] tokens() {
    float[] tokens = new float[TOKENS * UNET.contextWidth()];
    for (int i = 0; i < tokens.length; i++) {
      int token = i / UNET.contextWidth();
      tokens[i] = i % UNET.contextWidth() < FIRST_WIDTH ? ids(3)[token] + 1 : ids(0)[token] + 2;
    }
    return tokens;
  }

  @Test
  void itIsRunOnWhatItsTwoTextEncodersMakeOfTheEmptyPrompt() throws IOException {
    Outcomes whole = audits().run();

    assertThat(whole.engineFailure()).as(whole.console()).isEmpty();
    assertThat(whole.statuses().values()).containsOnly(Status.SUCCESSFUL);
    assertThat(whole.notes()).noneMatch(note -> note.kind() == RunNote.Kind.WARNING);

    Files.delete(pipeline.resolve("text_encoder/model.onnx"));
    Files.delete(pipeline.resolve("text_encoder_2/model.onnx"));
    Outcomes fromFiles =
        audits()
            .with(
                "audit.prompt",
                NpyWriter.write(
                    folder.resolve("tokens.npy"), tokens(), 1, TOKENS, UNET.contextWidth()))
            .with(
                "audit.prompt.pooled",
                NpyWriter.write(folder.resolve("pooled.npy"), ids(0), 1, TOKENS))
            .run();
    Map<String, List<MetricRecord>> expected = fromFiles.records();
    assertThat(expected).hasSizeGreaterThan(20);
    assertThat(whole.records()).isEqualTo(expected);
  }

  @Test
  void whatItEncodesOnceServesItsUnetAlone() throws IOException {
    Map<String, List<MetricRecord>> expected = audits().run().records();

    Outcomes encoded = audits().with("audit.encode", "encoded").run();
    assertThat(encoded.engineFailure()).as(encoded.console()).isEmpty();
    Path alone = folder.resolve("alone/model.onnx");
    TinyUnets.write(alone, UNET, Export.torchScript(17));
    Outcomes again =
        audits()
            .with("audit.checkpoint", "sdxl=" + alone)
            .with("audit.latents", "encoded/latents.safetensors")
            .with("audit.prompt", "encoded/prompt.safetensors")
            .with("audit.prompt.pooled", "encoded/prompt.safetensors")
            .run();

    assertThat(again.engineFailure()).as(again.console()).isEmpty();
    assertThat(again.containers().values())
        .allSatisfy(result -> assertThat(result.getThrowable()).isEmpty());
    assertThat(again.records()).isEqualTo(expected).isNotEmpty();
  }

  @Test
  void itsUnetAloneIsRunOnItsInputs() {
    Map<String, List<MetricRecord>> expected = audits().run().records();
    Path alone = folder.resolve("alone/model.onnx");
    TinyUnets.write(alone, UNET, Export.torchScript(17));

    Outcomes outcomes =
        audits()
            .with("audit.checkpoint", "base=" + pipeline + ",sdxl=" + alone)
            .with("audit.inputs.from", "base")
            .run();

    assertThat(outcomes.statuses().values()).containsOnly(Status.SUCCESSFUL);
    assertThat(outcomes.records()).containsAllEntriesOf(expected);
    assertThat(outcomes.notes()).noneMatch(note -> note.kind() == RunNote.Kind.WARNING);
  }
}

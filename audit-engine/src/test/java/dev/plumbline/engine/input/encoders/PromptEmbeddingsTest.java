package dev.plumbline.engine.input.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.engine.input.TestData;
import dev.plumbline.engine.input.TestModels;
import dev.plumbline.engine.input.encoders.EncoderFiles.TextEncoder;
import dev.plumbline.engine.input.latents.AddedConditioning;
import dev.plumbline.engine.input.latents.Geometry;
import dev.plumbline.engine.input.latents.SampleLayout;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.Split;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SDXL's pair of text encoders, with prompts of three tokens. */
class PromptEmbeddingsTest {

  @TempDir Path folder;

  private final List<String> warnings = new ArrayList<>();
  private Optional<Path> firstConfig;
  private Optional<Path> secondConfig;
  private Path first;
  private Path second;

  @BeforeEach
  void writeEncoders() throws IOException {
    first = TestModels.numberedStates(folder.resolve("first.onnx"), 4, 2, false);
    second = TestModels.numberedStates(folder.resolve("second.onnx"), 6, 3, true);
    firstConfig = config("first.json", 9, 3); // with the state after the last layer
    secondConfig = config("second.json", 0, 6); // without it, as optimum exports encoders
  }

  private Optional<Path> config(String name, int pad, int layers) throws IOException {
    return Optional.of(
        Files.writeString(
            folder.resolve(name),
            "{\"bos_token_id\": 7, \"eos_token_id\": 8, \"pad_token_id\": "
                + pad
                + ", \"max_position_embeddings\": 3, \"num_hidden_layers\": "
                + layers
                + "}"));
  }

  @Test
  void areTheLastStatesButOneSideBySideAndThePooledOnes() {
    PromptEmbeddings prompts = load(Optional.empty(), Optional.empty(), sdxl(5, 3), both());

    assertThat(prompts.tokens().shape()).containsExactly(1, 3, 5);
    assertThat(prompts.tokens().data())
        .containsExactly(9, 9, 12, 12, 12, 10, 10, 13, 13, 13, 11, 11, 5, 5, 5);
    assertThat(prompts.pooled().orElseThrow().shape()).containsExactly(1, 3);
    assertThat(prompts.pooled().orElseThrow().data()).containsExactly(7, 8, 0);
    assertThat(warnings).isEmpty();
  }

  @Test
  void aRefinerHasTheSecondEncoderAlone() {
    EncoderFiles alone = encoders(Optional.empty(), Optional.of(second));

    PromptEmbeddings prompts = load(Optional.empty(), Optional.empty(), sdxl(3, 3), alone);

    assertThat(prompts.tokens().data()).containsExactly(12, 12, 12, 13, 13, 13, 5, 5, 5);
  }

  @Test
  void filesGoBeforeEncoders() throws IOException {
    Path tokens = TestData.npy(folder.resolve("t.npy"), new float[] {1, 2, 3, 4, 5}, 1, 5);
    Path pooled = TestData.npy(folder.resolve("p.npy"), new float[] {6, 7, 8}, 3);

    PromptEmbeddings given =
        load(
            Optional.of(tokens),
            Optional.of(pooled),
            sdxl(5, 3),
            encoders(Optional.empty(), Optional.empty()));
    assertThat(given.tokens().data()).containsExactly(1, 2, 3, 4, 5);
    assertThat(given.pooled().orElseThrow().shape()).containsExactly(1, 3);
    assertThat(given.pooled().orElseThrow().data()).containsExactly(6, 7, 8);
    assertThat(warnings).isEmpty();

    PromptEmbeddings mixed = load(Optional.of(tokens), Optional.empty(), sdxl(5, 3), both());
    assertThat(mixed.tokens().data()).containsExactly(1, 2, 3, 4, 5);
    assertThat(mixed.pooled().orElseThrow().data()).containsExactly(7, 8, 0);
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("the pooled ones of the empty prompt", "-Daudit.prompt.pooled=file.npy");

    load(Optional.of(tokens), Optional.of(pooled), sd1(5), both());
    assertThat(warnings).last().asString().contains("audit.prompt.pooled is not used");
  }

  @Test
  void saysWhatIsMissingBeforeAnythingIsOpened() throws IOException {
    Path tokens = TestData.npy(folder.resolve("t.npy"), new float[5], 1, 5);
    Path noModel = Files.writeString(folder.resolve("none.onnx"), "not a model");

    refused(
        Optional.of(tokens),
        Optional.empty(),
        sdxl(5, 3),
        encoders(Optional.of(noModel), Optional.empty()),
        "This U-Net takes pooled prompt embeddings (text_embeds), and the checkpoint has no"
            + " text_encoder_2 to make them with: give them in -Daudit.prompt.pooled=file.npy, or"
            + " a pipeline folder with its text_encoder_2 in -Daudit.checkpoint.");
  }

  @Test
  void refusesSizesThatTheUnetDoesNotTake() throws IOException {
    Path pooled = TestData.npy(folder.resolve("p.npy"), new float[4], 1, 4);

    refused(
        Optional.empty(),
        Optional.of(pooled),
        sdxl(5, 3),
        both(),
        "The pooled prompt embeddings in "
            + pooled
            + " are 4 wide, and this U-Net takes 3: give embeddings made for it in"
            + " -Daudit.prompt.pooled=file.npy.");
    Geometry longer =
        new Geometry(
            4,
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.of(77),
            SampleLayout.LATENTS,
            AddedConditioning.NONE,
            0);
    refused(
        Optional.of(TestData.npy(folder.resolve("t.npy"), new float[5], 1, 5)),
        Optional.empty(),
        longer,
        both(),
        "The prompt embeddings in "
            + folder.resolve("t.npy")
            + " are 1 tokens long, and this U-Net takes 77: give embeddings made for it in"
            + " -Daudit.prompt=file.npy.");
    Path matrix = TestData.npy(folder.resolve("m.npy"), new float[6], 2, 3);
    refused(
        Optional.empty(),
        Optional.of(matrix),
        sdxl(5, 3),
        both(),
        "The pooled prompt embeddings in "
            + matrix
            + " have the shape [2, 3]; they must be [1, D] or [D], and finite.");
  }

  @Test
  void refusesEncodersExportedWithoutTheirStates() throws IOException {
    first = TestModels.echo(first, ai.onnx.proto.OnnxMl.TensorProto.DataType.INT64, -1);
    assertThatThrownBy(() -> load(Optional.empty(), Optional.empty(), sdxl(5, 3), both()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("The text encoder " + first)
        .hasMessageContaining("hidden_states.2, and it returns [last_hidden_state]")
        .hasMessageContaining("-Daudit.prompt=file.npy");

    writeEncoders();
    firstConfig = Optional.empty();
    assertThatThrownBy(() -> load(Optional.empty(), Optional.empty(), sdxl(5, 3), both()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no config.json beside it says \"num_hidden_layers\"");

    writeEncoders();
    TestModels.numberedStates(second, 6, 3, false);
    assertThatThrownBy(() -> load(Optional.empty(), Optional.empty(), sdxl(5, 3), both()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("The text encoder " + second + " does not return text_embeds")
        .hasMessageContaining("-Daudit.prompt.pooled=file.npy");
  }

  private static Geometry sdxl(int width, int pooledWidth) {
    return new Geometry(
        4,
        OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalInt.of(width),
        OptionalInt.empty(),
        SampleLayout.LATENTS,
        new AddedConditioning(true, OptionalInt.of(pooledWidth), 6, 0),
        0);
  }

  private static Geometry sd1(int width) {
    return TestData.geometryOfAnySize(4, OptionalInt.of(width));
  }

  private EncoderFiles both() {
    return encoders(Optional.of(first), Optional.of(second));
  }

  private EncoderFiles encoders(Optional<Path> one, Optional<Path> other) {
    return new EncoderFiles(
        Optional.empty(),
        Optional.empty(),
        one,
        firstConfig,
        Optional.empty(),
        Optional.empty(),
        other.map(model -> new TextEncoder(model, secondConfig, Optional.empty())));
  }

  private PromptEmbeddings load(
      Optional<Path> prompt, Optional<Path> pooled, Geometry geometry, EncoderFiles encoders) {
    Inputs inputs =
        new Inputs(
            Path.of("unused"),
            Optional.empty(),
            1,
            1,
            TestData.independent(),
            prompt,
            Split.HASH,
            pooled,
            1);
    return PromptEmbeddings.load(
        inputs, geometry, encoders, TestData.encodings(), TestData.OPENER, warnings::add);
  }

  private void refused(
      Optional<Path> prompt,
      Optional<Path> pooled,
      Geometry geometry,
      EncoderFiles encoders,
      String message) {
    assertThatThrownBy(() -> load(prompt, pooled, geometry, encoders))
        .isInstanceOf(UserError.class)
        .hasMessage(message);
  }
}

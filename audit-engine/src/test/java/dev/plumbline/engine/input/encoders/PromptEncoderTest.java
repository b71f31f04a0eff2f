package dev.plumbline.engine.input.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.plumbline.engine.input.TestData;
import dev.plumbline.engine.input.TestModels;
import dev.plumbline.engine.input.files.NumpyArray;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PromptEncoderTest {

  @TempDir Path folder;

  private final List<String> warnings = new ArrayList<>();

  @Test
  void isWhatTheReferenceEncoderReturns() {
    NumpyArray expected = NumpyArray.read(TestData.resource("vectors/prompt-embeddings.npy"));
    NumpyArray prompt =
        PromptEncoder.ofEmptyPrompt(TestData.referenceEncoders(), TestData.OPENER, warnings::add);

    assertThat(prompt.shape()).containsExactly(1, 77, 32);
    assertThat(prompt.data()).containsExactly(expected.data());
    assertThat(warnings).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"INT32", "INT64"})
  void feedsTheIdsOfTheEmptyPrompt(DataType type) throws IOException {
    NumpyArray prompt = encode(TestModels.echo(folder.resolve("m.onnx"), type, -1));

    assertThat(prompt.shape()).containsExactly(1, 4, 1);
    assertThat(prompt.data()).containsExactly(7, 8, 9, 9);
  }

  @Test
  void takesTheLengthOfTheGraphWhereThatIsFixed() throws IOException {
    assertThat(encode(TestModels.echo(folder.resolve("m.onnx"), DataType.INT64, 3)).data())
        .containsExactly(7, 8, 9);
  }

  @Test
  void refusesWhatIsNoTextEncoder() throws IOException {
    Path vae = TestModels.patchMeans(folder.resolve("vae.onnx"), DataType.FLOAT, "means", -1);
    assertThatThrownBy(() -> encode(vae))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("it must take one input, input_ids [B, S], and it takes [sample]")
        .hasMessageContaining("-Daudit.prompt=file.npy");

    Path floats = TestModels.echo(folder.resolve("f.onnx"), DataType.FLOAT, -1);
    assertThatThrownBy(() -> encode(floats))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("where ids were expected");

    Path garbage = Files.writeString(folder.resolve("g.onnx"), "not a model");
    assertThatThrownBy(() -> encode(garbage))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("The text encoder " + garbage + " cannot be loaded (");
  }

  private NumpyArray encode(Path model) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("config.json"),
            "{\"bos_token_id\": 7, \"eos_token_id\": 8, \"pad_token_id\": 9,"
                + " \"max_position_embeddings\": 4}");
    EncoderFiles encoders =
        TestData.encoders(
            Optional.empty(),
            Optional.empty(),
            Optional.of(model),
            Optional.of(config),
            Optional.empty(),
            Optional.empty());
    return PromptEncoder.ofEmptyPrompt(encoders, TestData.OPENER, warnings::add);
  }
}

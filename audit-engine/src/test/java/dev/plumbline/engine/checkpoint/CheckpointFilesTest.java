package dev.plumbline.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.engine.plan.CheckpointSpec;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointFilesTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"", "unet", "unet/model.onnx"})
  void findsAPipelineByAnyOfItsPaths(String path) {
    Path pipeline = TestModels.resource("/reference-unet");

    CheckpointFiles files = resolve(pipeline.resolve(path));

    assertThat(files.unet()).isEqualTo(pipeline.resolve("unet/model.onnx"));
    assertThat(files.unetConfig()).contains(pipeline.resolve("unet/config.json"));
    assertThat(files.vaeEncoder()).contains(pipeline.resolve("vae_encoder/model.onnx"));
    assertThat(files.vaeConfig()).contains(pipeline.resolve("vae_encoder/config.json"));
    assertThat(files.textEncoder()).contains(pipeline.resolve("text_encoder/model.onnx"));
    assertThat(files.textConfig()).contains(pipeline.resolve("text_encoder/config.json"));
    assertThat(files.tokenizerConfig()).isEmpty();
    assertThat(files.schedulerConfig())
        .contains(pipeline.resolve("scheduler/scheduler_config.json"));
  }

  @Test
  void findsTheTokenizersConfig() throws IOException {
    touch("unet/model.onnx");
    Path config = touch("tokenizer/tokenizer_config.json");

    assertThat(resolve(folder).tokenizerConfig()).contains(config);
  }

  @Test
  void findsTheSecondTextEncoderOfSdxl() throws IOException {
    touch("unet/model.onnx");
    Path model = touch("text_encoder_2/model.onnx");
    Path config = touch("text_encoder_2/config.json");
    Path tokenizer = touch("tokenizer_2/tokenizer_config.json");

    CheckpointFiles files = resolve(folder);

    assertThat(files.textEncoder()).isEmpty();
    assertThat(files.textEncoder2()).contains(model);
    assertThat(files.textConfig2()).contains(config);
    assertThat(files.tokenizerConfig2()).contains(tokenizer);
  }

  @Test
  void findsASingleUnetWithoutSiblings() throws IOException {
    Path unet = touch("small/pruned.onnx");
    touch("vae_encoder/model.onnx");

    for (Path path : new Path[] {unet, unet.getParent()}) {
      CheckpointFiles files = resolve(path);
      assertThat(files.unet()).isEqualTo(unet);
      assertThat(files.unetConfig()).isEmpty();
      assertThat(files.vaeEncoder()).isEmpty();
    }
  }

  @Test
  void prefersModelOnnxAmongSeveralFiles() throws IOException {
    Path unet = touch("model.onnx");
    touch("model_fp16.onnx");

    assertThat(resolve(folder).unet()).isEqualTo(unet);
  }

  @Test
  void refusesSeveralCandidates() throws IOException {
    touch("unet/a.onnx");
    touch("unet/b.onnx");

    assertThatThrownBy(() -> resolve(folder))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("several .onnx files")
        .hasMessageContaining("a.onnx, b.onnx")
        .hasMessageContaining(folder.resolve("unet").toString());
  }

  @Test
  void refusesWhatHoldsNoUnet() throws IOException {
    Path text = touch("unet/diffusion_pytorch_model.safetensors");

    assertThatThrownBy(() -> resolve(folder))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("unet/model.onnx")
        .hasMessageContaining("optimum-cli export onnx");
    assertThatThrownBy(() -> resolve(text))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("not an .onnx file");
    assertThatThrownBy(() -> resolve(folder.resolve("absent")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("nothing at " + folder.resolve("absent"));
  }

  private static CheckpointFiles resolve(Path path) {
    return CheckpointFiles.resolve(CheckpointSpec.of("tested", path));
  }

  private Path touch(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.createFile(file);
  }
}

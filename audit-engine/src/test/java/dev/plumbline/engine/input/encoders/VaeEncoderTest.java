package dev.plumbline.engine.input.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.plumbline.engine.input.TestData;
import dev.plumbline.engine.input.TestModels;
import dev.plumbline.engine.plan.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VaeEncoderTest {

  @TempDir Path folder;

  private final List<String> warnings = new ArrayList<>();

  @Test
  void usesTheMeanOfTheDistribution() throws IOException {
    Path reference = TestData.resource("reference-unet/vae_encoder/model.onnx");
    float[] pixels = new float[3 * 16 * 16];
    Arrays.fill(pixels, 0.25f);
    float[] plain = encode(reference, "{\"scaling_factor\": 1}", pixels, 4);
    float[] scaled = encode(reference, "{\"scaling_factor\": 0.5, \"shift_factor\": 3}", pixels, 4);

    assertThat(plain).hasSize(4 * 2 * 2).doesNotContain(-30);
    for (int i = 0; i < plain.length; i++) {
      assertThat(scaled[i]).isEqualTo((plain[i] - 3) / 2, within(1e-6f));
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void saysThatASamplingEncoderIsNotReproducible() throws IOException {
    Path model =
        TestModels.patchMeans(folder.resolve("m.onnx"), DataType.FLOAT, "latent_sample", -1);

    assertThat(encode(model, "{\"scaling_factor\": 2}", ramp(), 3))
        .startsWith(-1.5f, -1.5f, -1.5f, -1.5f, 0, 0);
    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith("The VAE encoder " + model + " draws a sample inside its graph")
        .endsWith("give latents in -Daudit.latents=file.npy.");
  }

  @Test
  void runsInFloat16() throws IOException {
    Path model = TestModels.patchMeans(folder.resolve("m.onnx"), DataType.FLOAT16, "means", -1);

    float[] latent = encode(model, "{\"scaling_factor\": 1}", ramp(), 3);
    assertThat(latent).startsWith(-0.75f, -0.75f, -0.75f, -0.75f, 0).endsWith(0.75f);
    assertThat(warnings).isEmpty();
  }

  @Test
  void scalesAsStableDiffusionDoesWithoutAConfig() throws IOException {
    Path model = TestModels.patchMeans(folder.resolve("m.onnx"), DataType.FLOAT, "means", -1);
    try (VaeEncoder encoder =
        new VaeEncoder(model, Optional.empty(), TestData.OPENER, warnings::add)) {
      assertThat(encoder.factor()).isEqualTo(8);
      assertThat(encoder.latentSize()).isEmpty();
      assertThat(encoder.encode("a", ramp(), 16, 16, 3)[0])
          .isEqualTo(-0.75f * 0.18215f, within(1e-7f));
    }
  }

  @Test
  void findsItsSizesInTheConfig() throws IOException {
    Path model = TestModels.patchMeans(folder.resolve("m.onnx"), DataType.FLOAT, "means", -1);
    Path config =
        Files.writeString(
            folder.resolve("config.json"),
            "{\"block_out_channels\": [1, 2, 4], \"sample_size\": 256}");
    try (VaeEncoder encoder =
        new VaeEncoder(model, Optional.of(config), TestData.OPENER, warnings::add)) {
      assertThat(encoder.factor()).isEqualTo(4);
      assertThat(encoder.latentSize()).hasValue(64);
    }
  }

  @Test
  void refusesAnotherSizeThanItWasExportedFor() throws IOException {
    Path model = TestModels.patchMeans(folder.resolve("m.onnx"), DataType.FLOAT, "means", 64);
    try (VaeEncoder encoder =
        new VaeEncoder(model, Optional.empty(), TestData.OPENER, warnings::add)) {
      encoder.checkPixels(64, 64);
      assertThatThrownBy(() -> encoder.checkPixels(128, 128))
          .isInstanceOf(UserError.class)
          .hasMessageContaining(model.toString())
          .hasMessageContaining("takes images of 64×64 pixels only")
          .hasMessageContaining("need 128×128");
    }
  }

  @Test
  void refusesLatentsThatTheUNetDoesNotTake() throws IOException {
    Path model = TestModels.patchMeans(folder.resolve("m.onnx"), DataType.FLOAT, "means", -1);

    assertThatThrownBy(() -> encode(model, "{}", ramp(), 9))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(
            "its output means is [1, 3, 2, 2] for an image of 16×16 pixels, and the U-Net takes"
                + " latents [1, 9, 2, 2]");
  }

  /** Eight parameter channels are four latent channels, even for a U-Net that takes eight. */
  @Test
  void neverTakesParametersForLatents() {
    Path reference = TestData.resource("reference-unet/vae_encoder/model.onnx");

    assertThatThrownBy(() -> encode(reference, "{}", ramp(), 8))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("its output latent_parameters is [1, 8, 2, 2]");
  }

  @Test
  void refusesLatentsThatAreNotFinite() throws IOException {
    Path model = TestModels.logarithm(folder.resolve("m.onnx"));

    assertThatThrownBy(() -> encode(model, "{}", ramp(), 3))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("its latents of the image a.png are not finite");
  }

  @Test
  void refusesWhatIsNoModel() throws IOException {
    Path model = Files.writeString(folder.resolve("m.onnx"), "not a model");

    assertThatThrownBy(() -> encode(model, "{}", ramp(), 3))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("The VAE encoder " + model + " cannot be loaded (")
        .hasMessageEndingWith("give latents in -Daudit.latents=file.npy.");
  }

  @Test
  void refusesAnotherKindOfModel() throws IOException {
    Path model = TestModels.echo(folder.resolve("m.onnx"), DataType.INT64, 77);

    assertThatThrownBy(() -> encode(model, "{}", ramp(), 3))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("it must take one input, images [B, 3, H, W]")
        .hasMessageContaining("[input_ids]");
  }

  /** Three channels of 16×16 pixels: −0.75, 0 and 0.75. */
  private static float[] ramp() {
    float[] pixels = new float[3 * 16 * 16];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (i / 256 - 1) * 0.75f;
    }
    return pixels;
  }

  private float[] encode(Path model, String config, float[] pixels, int channels)
      throws IOException {
    Path file = Files.writeString(folder.resolve("vae.json"), config);
    try (VaeEncoder encoder =
        new VaeEncoder(model, Optional.of(file), TestData.OPENER, warnings::add)) {
      return encoder.encode("a.png", pixels, 16, 16, channels);
    }
  }
}

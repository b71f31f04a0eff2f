package dev.plumbline.engine.input.encoders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.engine.input.InputLoader;
import dev.plumbline.engine.input.InputSet;
import dev.plumbline.engine.input.TestData;
import dev.plumbline.engine.input.files.NumpyArray;
import dev.plumbline.engine.input.scenes.SourceImage;
import dev.plumbline.engine.plan.Inputs;
import dev.plumbline.engine.plan.SomeOptions;
import dev.plumbline.engine.plan.Split;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The inputs against reference vectors that were made in Python, with Pillow and NumPy. */
class ReferenceLatentsTest {

  private static final int SIZE = 4 * 32 * 32;
  private static final Path LATENTS = TestData.resource("vectors/latents.npy");
  private static final Path NOISE = TestData.resource("vectors/noise.npy");

  private final List<String> warnings = new ArrayList<>();

  /**
   * Decoded and resampled pixels equal Pillow's to the bit, so what is left is the rounding of
   * float32 convolutions (latents reach ±10): 1e-5 covers other versions of ONNX Runtime.
   */
  @Test
  void photographsBecomeTheLatentsThatPillowLedTo() throws IOException {
    InputSet inputs =
        new InputLoader(
                TestData.images(TestData.resource("images"), 100),
                TestData.encodings(),
                TestData.OPENER,
                warnings::add)
            .load(TestData.geometry(4, 32, 32), TestData.referenceEncoders());
    List<String> names = referenceNames();
    float[] expected = NumpyArray.read(LATENTS).data();

    assertThat(inputs.images()).hasSize(7);
    for (int i = 0; i < 7; i++) {
      int row = names.indexOf(inputs.images().get(i).name());
      float[] latent = inputs.latent(i);
      assertThat(latent).hasSize(SIZE);
      for (int k = 0; k < SIZE; k++) {
        assertThat(latent[k])
            .as("%s, value %d", names.get(row), k)
            .isEqualTo(expected[row * SIZE + k], within(1e-5f));
      }
    }
    assertThat(inputs.prompt().shape()).containsExactly(1, 77, 32);
    assertThat(warnings).isEmpty();
  }

  @Test
  void filesOfLatentsAndNoiseBecomeNoisyLatents() {
    InputSet inputs =
        new InputLoader(
                SomeOptions.latents(LATENTS, 1000, Optional.empty(), Split.TAIL)
                    .withNoise(new Inputs.Noise(Inputs.Noise.Kind.FILE, Optional.of(NOISE))),
                TestData.encodings(),
                TestData.OPENER,
                warnings::add)
            .load(TestData.geometryOfAnySize(4, OptionalInt.of(32)), TestData.referenceEncoders());
    float[] latents = NumpyArray.read(LATENTS).data();
    float[] noise = NumpyArray.read(NOISE).data();

    assertThat(inputs.images())
        .extracting(SourceImage::name)
        .startsWith("0", "1", "2")
        .endsWith("29", "30");
    assertThat(inputs.images()).filteredOn(SourceImage::test).hasSize(7);
    for (int i : new int[] {0, 17, 30}) {
      float[] early = inputs.noisy(i, 50);
      float[] late = inputs.noisy(i, 500);
      for (int k = 0; k < SIZE; k++) {
        double x = latents[i * SIZE + k];
        double e = noise[i * SIZE + k];
        assertThat((double) early[k])
            .isEqualTo(0.9754880331415958 * x + 0.2200524873695837 * e, within(1e-6));
        assertThat((double) late[k])
            .isEqualTo(0.5256735525237831 * x + 0.8506863794472235 * e, within(1e-6));
      }
    }
  }

  private static List<String> referenceNames() throws IOException {
    JsonNode root =
        new ObjectMapper()
            .readTree(TestData.resource("vectors/reference-unet-inputs.json").toFile());
    List<String> names = new ArrayList<>();
    root.get("images").forEach(name -> names.add(name.textValue()));
    return names;
  }
}

package dev.plumbline.engine.input.latents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.engine.plan.UserError;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SampleLayoutTest {

  private static final VaeSettings VAE = new VaeSettings(0.5, 1, 8, OptionalInt.empty());

  @ParameterizedTest
  @CsvSource({
    "4, 4, LATENTS, 4",
    "9, 4, INPAINTING, 4",
    "8, 4, EDITING, 4",
    "33, 16, INPAINTING, 16",
    "16, 16, LATENTS, 16",
    "4, 8, LATENTS, 4",
    "9, -1, INPAINTING, 4",
    "8, -1, EDITING, 4",
    "16, -1, LATENTS, 16"
  })
  void isKnownByTheChannelsTakenAndPredicted(
      int taken, int predicted, SampleLayout layout, int latents) {
    OptionalInt known = predicted < 0 ? OptionalInt.empty() : OptionalInt.of(predicted);

    assertThat(SampleLayout.of(taken, known)).isEqualTo(layout);
    assertThat(layout.latentChannels(taken)).isEqualTo(latents);
    assertThat(layout.sampleChannels(latents)).isEqualTo(taken);
  }

  @Test
  void putsWhatIsToBeKeptBehindTheNoise() {
    float[] noisy = {1, 2, 3, 4};
    float[] clean = {5, 6, 7, 8};

    assertThat(SampleLayout.LATENTS.sample(noisy, clean, 2, VAE)).containsExactly(1, 2, 3, 4);
    assertThat(SampleLayout.INPAINTING.sample(noisy, clean, 2, VAE))
        .containsExactly(1, 2, 3, 4, 0, 0, 5, 6, 7, 8);
    assertThat(SampleLayout.EDITING.sample(noisy, clean, 2, VAE))
        .containsExactly(1, 2, 3, 4, 11, 13, 15, 17);
  }

  @Test
  void refusesChannelsThatNothingSupplies() {
    assertThatThrownBy(() -> SampleLayout.of(7, OptionalInt.of(4)))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "The U-Net takes 7 channels and predicts 4, so 3 channels beside the noisy latents are"
                + " needed, and nothing supplies them (an upscaler's low-resolution image, for"
                + " one). What can be supplied are the 5 of an inpainting U-Net (mask and masked"
                + " latents) and the 4 of an editing U-Net (image latents).");
  }
}

package dev.plumbline.engine.input.latents;

import dev.plumbline.engine.plan.UserError;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * What the channels of a U-Net's sample are: the noisy latents come first, and an inpainting or
 * editing U-Net sees more behind them. What is there says that nothing is to be changed, so that
 * every kind of U-Net is looked at on the same latents.
 */
public enum SampleLayout {
  /** Noisy latents alone. */
  LATENTS,

  /**
   * Noisy latents, a mask of one channel, and the latents of the masked image. The mask is 0: every
   * pixel is to be kept, and the masked image is the whole image.
   */
  INPAINTING,

  /** Noisy latents, and the unscaled latents of the image to edit: the image itself. */
  EDITING;

  private static final int STABLE_DIFFUSION_CHANNELS = 4;

  /**
   * Tells what a number of channels is made of. A U-Net predicts as many channels as its latents
   * have; where it is not known how many it predicts, they are taken for Stable Diffusion's 4.
   *
   * @param sampleChannels the channels a U-Net takes
   * @param predicted the channels it returns, if known
   * @return the layout
   * @throws UserError if no known kind of U-Net takes that many
   */
  public static SampleLayout of(int sampleChannels, OptionalInt predicted) {
    int latents = predicted.orElse(STABLE_DIFFUSION_CHANNELS);
    for (SampleLayout layout : values()) {
      if (layout.sampleChannels(latents) == sampleChannels) {
        return layout;
      }
    }
    if (predicted.isEmpty() || predicted.getAsInt() == 2 * sampleChannels) {
      return LATENTS; // of another VAE, or with a variance predicted beside the noise
    }
    throw new UserError(
        String.format(
            "The U-Net takes %d channels and predicts %d, so %d channels beside the noisy latents"
                + " are needed, and nothing supplies them (an upscaler's low-resolution image, for"
                + " one). What can be supplied are the %d of an inpainting U-Net (mask and masked"
                + " latents) and the %d of an editing U-Net (image latents).",
            sampleChannels,
            latents,
            sampleChannels - latents,
            INPAINTING.sampleChannels(latents) - latents,
            EDITING.sampleChannels(latents) - latents));
  }

  /**
   * Returns how many channels a sample has.
   *
   * @param latentChannels the latents' channels
   */
  public int sampleChannels(int latentChannels) {
    return switch (this) {
      case LATENTS -> latentChannels;
      case INPAINTING -> 2 * latentChannels + 1;
      case EDITING -> 2 * latentChannels;
    };
  }

  /**
   * Returns how many channels the latents have.
   *
   * @param sampleChannels the sample's channels
   */
  public int latentChannels(int sampleChannels) {
    return switch (this) {
      case LATENTS -> sampleChannels;
      case INPAINTING -> (sampleChannels - 1) / 2;
      case EDITING -> sampleChannels / 2;
    };
  }

  /**
   * Puts a sample together.
   *
   * @param noisy the noisy latent [C·h·w]
   * @param clean the clean latent [C·h·w]
   * @param tokens h·w
   * @param vae how latents are scaled
   * @return [sampleChannels·h·w]
   */
  public float[] sample(float[] noisy, float[] clean, int tokens, VaeSettings vae) {
    float[] sample = Arrays.copyOf(noisy, sampleChannels(noisy.length / tokens) * tokens);
    if (this == INPAINTING) {
      System.arraycopy(clean, 0, sample, noisy.length + tokens, clean.length);
    } else if (this == EDITING) {
      for (int i = 0; i < clean.length; i++) {
        sample[noisy.length + i] = vae.unscaled(clean[i]);
      }
    }
    return sample;
  }
}

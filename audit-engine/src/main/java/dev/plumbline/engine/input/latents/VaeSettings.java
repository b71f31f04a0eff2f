package dev.plumbline.engine.input.latents;

import dev.plumbline.engine.input.files.JsonFile;
import dev.plumbline.engine.plan.UserError;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a VAE's config says about its latents; Stable Diffusion's figures where it says nothing.
 *
 * @param scaling what latents are multiplied by before the U-Net
 * @param shift what is subtracted from them before that
 * @param factor pixels a side of one latent
 * @param sampleSize pixels a side that the VAE was made for, if the config says
 */
public record VaeSettings(double scaling, double shift, int factor, OptionalInt sampleSize) {

  private static final double STABLE_DIFFUSION_SCALING = 0.18215;
  private static final int STABLE_DIFFUSION_FACTOR = 8;

  /** Far more than any VAE has, and few enough for sizes of pictures to be whole numbers. */
  private static final int MOST_LEVELS = 8;

  private static final int LARGEST_PICTURE = 1 << 17;

  /**
   * Reads the settings.
   *
   * @param config the VAE's {@code config.json}
   * @throws UserError if it cannot be read, or what it says cannot be
   */
  public static VaeSettings read(Optional<Path> config) {
    JsonFile settings = JsonFile.read(config);
    int levels = settings.get("block_out_channels").size();
    if (levels > MOST_LEVELS) {
      throw new UserError(
          String.format(
              "In %s, \"block_out_channels\" has %d levels, each of which halves the picture; at most"
                  + " %d can be.",
              settings.file(), levels, MOST_LEVELS));
    }
    double scaling = settings.number("scaling_factor").orElse(STABLE_DIFFUSION_SCALING);
    if (scaling <= 0) {
      throw new UserError(
          String.format(
              "In %s, \"scaling_factor\" is %s: latents are multiplied by it, so it must be above 0"
                  + " (Stable Diffusion's is %s).",
              settings.file(), scaling, STABLE_DIFFUSION_SCALING));
    }
    return new VaeSettings(
        scaling,
        settings.number("shift_factor").orElse(0),
        levels == 0 ? STABLE_DIFFUSION_FACTOR : 1 << (levels - 1),
        settings.size("sample_size", LARGEST_PICTURE));
  }

  /** Turns what an encoder returns into what a U-Net takes. */
  public float scaled(float encoded) {
    return (float) ((encoded - shift) * scaling);
  }

  /** Turns what a U-Net takes into what an encoder returns. */
  float unscaled(float latent) {
    return (float) (latent / scaling + shift);
  }

  /** The size of latents that the config speaks of, if it does. */
  public OptionalInt latentSize() {
    return sampleSize.isPresent()
        ? OptionalInt.of(sampleSize.getAsInt() / factor)
        : OptionalInt.empty();
  }
}

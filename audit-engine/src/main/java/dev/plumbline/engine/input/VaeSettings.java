package dev.plumbline.engine.input;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a VAE's {@code config.json} says; Stable Diffusion's figures where it is silent.
 *
 * @param scaling what a latent is multiplied by, once the shift is taken off
 * @param shift what is taken off a latent
 * @param factor pixels a side of one latent
 * @param sampleSize pixels a side of the images it was made for, if it says so
 */
record VaeSettings(double scaling, double shift, int factor, OptionalInt sampleSize) {

  private static final double STABLE_DIFFUSION_SCALING = 0.18215;
  private static final int STABLE_DIFFUSION_FACTOR = 8;

  /**
   * Reads the settings.
   *
   * @param config the file, if there is one
   * @throws dev.plumbline.engine.plan.UserError if it cannot be read
   */
  static VaeSettings read(Optional<Path> config) {
    JsonFile settings = JsonFile.read(config);
    int levels = settings.get("block_out_channels").size();
    return new VaeSettings(
        settings.number("scaling_factor").orElse(STABLE_DIFFUSION_SCALING),
        settings.number("shift_factor").orElse(0),
        levels == 0 ? STABLE_DIFFUSION_FACTOR : 1 << (levels - 1),
        settings.integer("sample_size"));
  }

  /** The size of latents that the config speaks of, if it does. */
  OptionalInt latentSize() {
    return sampleSize.isPresent()
        ? OptionalInt.of(sampleSize.getAsInt() / factor)
        : OptionalInt.empty();
  }
}

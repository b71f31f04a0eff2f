package dev.plumbline.engine.input.latents;

import java.util.OptionalInt;

/**
 * What a U-Net's inputs look like.
 *
 * @param channels the latent's channels, without those that an inpainting or editing U-Net takes
 *     beside them
 * @param height the latent's height, if the graph fixes it or the U-Net's config names it
 * @param width the latent's width, likewise
 * @param contextWidth the width D of the prompt embeddings [B,S,D], if the graph fixes it
 * @param contextTokens their number S, if the graph fixes it
 * @param layout what the sample's channels are
 * @param added what else the U-Net is conditioned on
 * @param margin how many latents beyond height and width are wanted on every side, for windows that
 *     are shifted; 0 for none. They are there if the images or latents suffice
 */
public record Geometry(
    int channels,
    OptionalInt height,
    OptionalInt width,
    OptionalInt contextWidth,
    OptionalInt contextTokens,
    SampleLayout layout,
    AddedConditioning added,
    int margin) {

  /** Returns the same for latents of another size, each side as far as it is known. */
  public Geometry withSize(OptionalInt otherHeight, OptionalInt otherWidth) {
    return new Geometry(
        channels, otherHeight, otherWidth, contextWidth, contextTokens, layout, added, margin);
  }

  /** Returns the same with another margin. */
  public Geometry withMargin(int latents) {
    return new Geometry(
        channels, height, width, contextWidth, contextTokens, layout, added, latents);
  }

  /**
   * Returns the geometry of the latents together with their margin.
   *
   * @throws java.util.NoSuchElementException if height or width are not known
   */
  public Geometry enlarged() {
    return withSize(
            OptionalInt.of(height.orElseThrow() + 2 * margin),
            OptionalInt.of(width.orElseThrow() + 2 * margin))
        .withMargin(0);
  }
}

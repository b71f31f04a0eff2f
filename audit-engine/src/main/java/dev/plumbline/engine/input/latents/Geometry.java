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

  /**
   * The inputs of a U-Net that takes latents, a timestep and prompt embeddings, and no more.
   *
   * @param channels the latent's channels
   * @param height the latent's height, if it is known
   * @param width the latent's width, likewise
   * @param contextWidth the width of the prompt embeddings, likewise
   */
  public Geometry(int channels, OptionalInt height, OptionalInt width, OptionalInt contextWidth) {
    this(channels, height, width, contextWidth, 0);
  }

  /**
   * The inputs of such a U-Net with a margin.
   *
   * @param channels the latent's channels
   * @param height the latent's height, if it is known
   * @param width the latent's width, likewise
   * @param contextWidth the width of the prompt embeddings, likewise
   * @param margin how many latents more are wanted on every side
   */
  public Geometry(
      int channels, OptionalInt height, OptionalInt width, OptionalInt contextWidth, int margin) {
    this(
        channels,
        height,
        width,
        contextWidth,
        OptionalInt.empty(),
        SampleLayout.LATENTS,
        AddedConditioning.NONE,
        margin);
  }

  /** Returns the geometry of the latents with their margin. */
  public Geometry withMargin() {
    return new Geometry(
        channels,
        OptionalInt.of(height.orElseThrow() + 2 * margin),
        OptionalInt.of(width.orElseThrow() + 2 * margin),
        contextWidth,
        contextTokens,
        layout,
        added,
        0);
  }
}

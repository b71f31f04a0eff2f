package dev.plumbline.engine.input;

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
 */
public record Geometry(
    int channels,
    OptionalInt height,
    OptionalInt width,
    OptionalInt contextWidth,
    OptionalInt contextTokens,
    SampleLayout layout,
    AddedConditioning added) {

  /**
   * The inputs of a U-Net that takes latents, a timestep and prompt embeddings, and no more.
   *
   * @param channels the latent's channels
   * @param height the latent's height, if it is known
   * @param width the latent's width, likewise
   * @param contextWidth the width of the prompt embeddings, likewise
   */
  public Geometry(int channels, OptionalInt height, OptionalInt width, OptionalInt contextWidth) {
    this(
        channels,
        height,
        width,
        contextWidth,
        OptionalInt.empty(),
        SampleLayout.LATENTS,
        AddedConditioning.NONE);
  }
}

package dev.plumbline.engine.input;

import java.util.OptionalInt;

/**
 * What a U-Net's inputs look like.
 *
 * @param channels the latent's channels
 * @param height the latent's height, if the graph fixes it or the U-Net's config names it
 * @param width the latent's width, likewise
 * @param contextWidth the width D of the prompt embeddings [B,S,D], if the graph fixes it
 * @param margin how many latents beyond height and width are wanted on every side, for windows that
 *     are shifted; 0 for none. They are there if the images or latents suffice
 */
public record Geometry(
    int channels, OptionalInt height, OptionalInt width, OptionalInt contextWidth, int margin) {

  /**
   * Makes a geometry that wants nothing beyond the latent's own size.
   *
   * @param channels the latent's channels
   * @param height the latent's height, if it is known
   * @param width the latent's width, if it is known
   * @param contextWidth the width of the prompt embeddings, if the graph fixes it
   */
  public Geometry(int channels, OptionalInt height, OptionalInt width, OptionalInt contextWidth) {
    this(channels, height, width, contextWidth, 0);
  }

  /** Returns the geometry of the latents with their margin. */
  Geometry withMargin() {
    return new Geometry(
        channels,
        OptionalInt.of(height.orElseThrow() + 2 * margin),
        OptionalInt.of(width.orElseThrow() + 2 * margin),
        contextWidth);
  }
}

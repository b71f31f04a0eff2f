package dev.plumbline.engine.input.latents;

import java.util.OptionalInt;

/**
 * What a U-Net is conditioned on beside the timestep and the prompt embeddings.
 *
 * @param pooled whether it takes pooled prompt embeddings [N,D]
 * @param pooledWidth their width D, if it is known
 * @param timeIds how many numbers its size conditioning has: 6, the refiner's 5, or 0 for none
 * @param guidanceWidth the width W of its embedding of the guidance scale, 0 for none
 */
public record AddedConditioning(
    boolean pooled, OptionalInt pooledWidth, int timeIds, int guidanceWidth) {

  /** Nothing more, as Stable Diffusion 1.x and 2.x are. */
  public static final AddedConditioning NONE =
      new AddedConditioning(false, OptionalInt.empty(), 0, 0);
}

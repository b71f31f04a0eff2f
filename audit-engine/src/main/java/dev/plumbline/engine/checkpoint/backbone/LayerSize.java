package dev.plumbline.engine.checkpoint.backbone;

/**
 * How large a layer's representation is.
 *
 * @param channels its channels C
 * @param latentsPerToken how many latents a token stands for on each axis
 * @param heads the heads of its attention; 0 if it has none
 */
public record LayerSize(int channels, int latentsPerToken, int heads) {

  /**
   * Returns how many tokens it has.
   *
   * @param height the latents' height
   * @param width the latents' width
   */
  public double tokens(int height, int width) {
    return Math.ceil(height / (double) latentsPerToken)
        * Math.ceil(width / (double) latentsPerToken);
  }
}

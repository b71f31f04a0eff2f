package dev.plumbline.api.spi;

import dev.plumbline.api.LayerName;

/**
 * A layer and the shape of its representation of one image.
 *
 * @param layer the layer
 * @param channels C
 * @param height H, in tokens
 * @param width W, in tokens
 */
public record LayerShape(LayerName layer, int channels, int height, int width) {

  /** Returns H·W. */
  public int tokens() {
    return height * width;
  }
}

package dev.plumbline.api.spi;

import java.util.Optional;

/**
 * How far one image's values go in each channel, over its T tokens. All arrays have length C.
 *
 * @param means the mean m of the values x
 * @param squares Σ (x − m)²
 * @param magnitudes the mean of |x|
 * @param largest the largest |x|
 * @param added Σ (u − mean of u)², u being what the layer's module adds to what it is given; empty
 *     where the layer is no sum of the two
 */
public record ChannelSums(
    float[] means, float[] squares, float[] magnitudes, float[] largest, Optional<float[]> added) {}

package dev.plumbline.api.spi;

import java.util.Optional;

/**
 * What an accumulator should know of the layer it sums over.
 *
 * @param shape the layer and the shape of its representation in the full run
 * @param controlUnavailable why there are no cropped and control windows of this layer, and what to
 *     do about it; empty if there are
 * @param halfPrecision whether the graph computes the layer in half precision: its values are
 *     rounded to that, and those that do not fit have overflowed already
 */
public record LayerRun(
    LayerShape shape, Optional<String> controlUnavailable, boolean halfPrecision) {}

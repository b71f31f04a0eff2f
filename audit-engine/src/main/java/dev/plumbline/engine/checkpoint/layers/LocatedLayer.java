package dev.plumbline.engine.checkpoint.layers;

import dev.plumbline.api.LayerName;

/**
 * A layer and where its representation is in the graph.
 *
 * @param layer the layer
 * @param tensor the name of the value [N,C,H,W] that is its output
 */
public record LocatedLayer(LayerName layer, String tensor) {}

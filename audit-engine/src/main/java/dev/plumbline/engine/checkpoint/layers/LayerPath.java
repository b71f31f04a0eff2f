package dev.plumbline.engine.checkpoint.layers;

import dev.plumbline.api.LayerName;

/**
 * A dotted path to something in a layer: a module in it, or a parameter of it.
 *
 * @param prefix what comes before the network's own modules, with its dot: {@code unet.}; mostly
 *     empty
 * @param layer the layer
 * @param rest what comes after the layer, with its dot: {@code .conv2.weight}; empty for the layer
 *     itself
 * @param repeated whether an exporter marked the module as running again ({@code resnets.0_1})
 */
record LayerPath(String prefix, LayerName layer, String rest, boolean repeated) {}

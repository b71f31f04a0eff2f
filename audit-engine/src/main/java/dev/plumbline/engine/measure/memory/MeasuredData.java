package dev.plumbline.engine.measure.memory;

import dev.plumbline.api.LayerName;
import java.util.Collection;

/**
 * What measuring takes out of the U-Net, as far as it decides about memory.
 *
 * @param summed the layers whose second moments the network sums
 * @param scattered the layers of which it hands out those of each image
 * @param sums by how many measurements of a layer they are summed, at most
 * @param raw the layers whose values leave the U-Net as they are
 * @param kept the bytes of values that are kept in memory until probes are trained, at most
 */
public record MeasuredData(
    Collection<LayerName> summed,
    Collection<LayerName> scattered,
    int sums,
    Collection<LayerName> raw,
    long kept) {}

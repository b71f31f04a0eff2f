package dev.plumbline.engine.measure.memory;

import dev.plumbline.api.LayerName;
import java.util.Collection;

/**
 * What measuring takes out of the U-Net, as far as it decides about memory.
 *
 * @param scattered the layers whose second moments are summed
 * @param sums by how many measurements of a layer they are summed, at most
 * @param raw the layers whose values leave the U-Net as they are
 * @param kept the bytes of values that are kept in memory until probes are trained, at most
 */
public record MeasuredData(
    Collection<LayerName> scattered, int sums, Collection<LayerName> raw, long kept) {}
